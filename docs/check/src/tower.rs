//! What this host offers.

use glam::Vec2;
use writ_runtime::{WritType, writ_export};

/// Shoots at what comes near.
#[derive(Debug, WritType)]
pub struct Tower {
    #[writ(readonly)]
    pub position: Vec2,
    pub heat: f32,
}

#[writ_export]
impl Tower {
    pub fn new(position: Vec2) -> Tower {
        Tower { position, heat: 0.0 }
    }

    /// Fires once; false if it is too hot.
    pub fn fire(&mut self, at: Vec2) -> bool {
        let cool = self.heat < 1.0 && self.position.distance(at) <= RANGE;
        self.heat += if cool { 0.4 } else { 0.0 };
        cool
    }
}

#[writ_export(group = "rules")]
pub const RANGE: f32 = 10.0;
