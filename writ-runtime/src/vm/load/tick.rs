//! The VM in a tick, where frames of coroutines run one after the other.

use super::Instance;
use super::already_running;
use crate::error::Fallible;
use crate::object::Object;
use crate::object::account::Current;
use crate::vm::interp::Meter;
use crate::writ::Writ;
use std::ptr::NonNull;

/// The VM as a tick uses it: out of its place from the first frame of it until one of compiled code runs. Meanwhile it can be entered as one that waits.
pub(crate) struct TickVm {
    /// Owned while it is out of its place.
    vm: Option<NonNull<Instance>>,
    /// What is left of the instructions of this tick, once the VM was out.
    left: Option<Meter>,
    /// What the tick allocates is counted for the instance.
    _account: Current,
}

impl TickVm {
    /// For a tick that begins.
    pub(crate) fn new(writ: &mut Writ) -> TickVm {
        let limits = writ.limits();
        if let Some(vm) = &mut writ.vm {
            vm.machine.begin_call(&limits);
        }
        TickVm { vm: None, left: None, _account: Current::enter(writ.instance(), limits.heap_bytes) }
    }

    /// Takes the VM out of its place.
    #[inline]
    pub(crate) fn take_out(&mut self, writ: &mut Writ) -> Fallible<()> {
        if self.vm.is_some() { Ok(()) } else { self.open(writ).map(|_| ()) }
    }

    #[cold]
    #[inline(never)]
    fn open(&mut self, writ: &mut Writ) -> Fallible<NonNull<Instance>> {
        let Some(mut vm) = writ.vm.take() else { return Err(already_running()) };
        if let Some(left) = self.left {
            // A call from the host in between has its own.
            vm.machine.restore(left);
        }
        vm.machine.set_depth_limit(writ.call_depth_limit());
        let vm = NonNull::from(Box::leak(vm));
        // SAFETY: it was a box. The pointer is of no reference, so that it stays good while others are made from `vm`.
        writ.vm_waits = NonNull::new(unsafe { &raw mut (*vm.as_ptr()).machine });
        writ.vm_runs = true;
        self.vm = Some(vm);
        Ok(vm)
    }

    /// The tick is over.
    pub(crate) fn end(&mut self, writ: &mut Writ) {
        self.put_back(writ);
        if let Some(vm) = &mut writ.vm {
            vm.machine.end_call(None);
        }
    }

    /// Puts the VM back into its place, if it is out.
    #[inline]
    pub(crate) fn put_back(&mut self, writ: &mut Writ) {
        if let Some(vm) = self.vm.take() {
            self.close(writ, vm);
        }
    }

    #[cold]
    #[inline(never)]
    fn close(&mut self, writ: &mut Writ, vm: NonNull<Instance>) {
        // SAFETY: it came from a box, and nobody uses it any more.
        let vm = unsafe { Box::from_raw(vm.as_ptr()) };
        self.left = Some(vm.machine.meter());
        writ.vm_waits = None;
        writ.vm_runs = false;
        writ.vm = Some(vm);
    }

    /// Resumes a frame by a function of the VM.
    #[inline]
    pub(crate) fn resume(&mut self, writ: &mut Writ, function: u32, frame: &Object) -> Fallible<i64> {
        let vm = match self.vm {
            Some(vm) => vm,
            None => self.open(writ)?,
        };
        // SAFETY: it is a box that is out of its place. Whoever enters the machine through `vm_waits` does it while it waits for that.
        let machine = unsafe { &mut (*vm.as_ptr()).machine };
        machine.resume_frame(writ, function, frame)
    }

    /// Whether all instructions of this tick are used up.
    pub(crate) fn is_exhausted(&self, writ: &Writ) -> bool {
        // SAFETY: as in `resume`; nothing runs.
        let out = self.vm.map(|vm| unsafe { &(*vm.as_ptr()).machine });
        out.or(writ.vm.as_ref().map(|vm| &vm.machine)).is_some_and(|machine| machine.is_exhausted())
    }
}
