//! What is to be seen, as rows of characters; where those go is not known here.

/// How many columns the stage has.
pub const WIDTH: i64 = 60;

/// Who is on the stage, or is only heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sprite {
    /// What it is called.
    pub name: String,
    /// Its picture; empty if it is only heard.
    pub figure: String,
    /// Where that begins. It may be beside the stage.
    pub column: i64,
    /// What it says at the moment.
    pub line: String,
}

impl Sprite {
    /// From the strings of either engine.
    pub fn new(name: impl Into<String>, figure: impl Into<String>, column: i64, line: impl Into<String>) -> Sprite {
        Sprite { name: name.into(), figure: figure.into(), column, line: line.into() }
    }
}

/// A moment of the scene, drawn. No row is longer than the stage is wide.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Picture {
    /// What actors say, each above its head in a row of its own.
    pub speech: Vec<String>,
    /// The actors.
    pub stage: String,
    /// What the others say.
    pub voices: Vec<String>,
}

impl Picture {
    /// Draws. Who comes later in the list stands in front.
    pub fn of(sprites: &[Sprite]) -> Picture {
        let (mut picture, mut stage) = (Picture::default(), Row::new());
        for sprite in sprites {
            stage.put(sprite.column, &sprite.figure);
            if sprite.line.is_empty() {
                continue;
            }
            let mut row = Row::new();
            if sprite.figure.is_empty() {
                row.put(0, &format!("{}: {}", sprite.name, sprite.line));
                picture.voices.push(row.text());
            } else {
                let length = sprite.line.chars().count() as i64;
                row.put(sprite.column.min(WIDTH - length).max(0), &sprite.line);
                picture.speech.push(row.text());
            }
        }
        picture.stage = stage.text();
        picture
    }
}

/// What a script says may have line breaks and the like, which would tear the picture.
pub fn visible(c: char) -> char {
    if c.is_control() { '?' } else { c }
}

struct Row([char; WIDTH as usize]);

impl Row {
    fn new() -> Row {
        Row([' '; WIDTH as usize])
    }

    /// Writes over what is there, but not with spaces: through those one sees what stands behind. What is beside the stage is left out.
    fn put(&mut self, column: i64, text: &str) {
        for (index, c) in text.chars().enumerate() {
            let c = visible(c);
            let column = usize::try_from(column.saturating_add(index as i64)).ok();
            let place = column.and_then(|column| self.0.get_mut(column));
            if let (Some(place), true) = (place, c != ' ') {
                *place = c;
            }
        }
    }

    fn text(&self) -> String {
        self.0.iter().collect::<String>().trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_what_they_say() {
        let picture = Picture::of(&[
            Sprite::new("knight", "o/", 3, "Oh."),
            Sprite::new("cat", "^.^", 57, "Mew, mew."),
            Sprite::new("narrator", "", 0, "They talk."),
            Sprite::new("ghost", "", 0, ""),
        ]);
        assert_eq!(picture.speech, [format!("{:3}Oh.", ""), format!("{:51}Mew, mew.", "")]);
        assert_eq!(picture.stage, format!("   o/{:52}^.^", ""));
        assert_eq!(picture.voices, ["narrator: They talk."]);
    }

    #[test]
    fn what_is_beside_the_stage_or_too_long_is_cut_off() {
        let picture = Picture::of(&[
            Sprite::new("a", "abc", -2, "x".repeat(70)),
            Sprite::new("b", "abc", 59, ""),
            Sprite::new("c", "abc", i64::MAX - 3, "c\n\u{1b}"),
            Sprite::new("d", "abc", i64::MIN, ""),
        ]);
        assert_eq!(picture.stage, format!("c{:58}a", ""));
        assert_eq!(picture.speech, ["x".repeat(60), format!("{:57}c??", "")]);
    }

    #[test]
    fn spaces_of_a_figure_hide_nothing() {
        let picture = Picture::of(&[Sprite::new("a", "ooo", 0, ""), Sprite::new("b", "( )", 0, "")]);
        assert_eq!(picture.stage, "(o)");
    }
}
