//! Where the blocks of a script are rendered, several at once, and come together in order.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::graph;
use crate::lint::{Readings, StatementReader};
use crate::plan;
use crate::render::{Block, Guard, Leaf, RenderedBlock, Renderer, Script, ScriptWriter};
use crate::source::Files;

use super::journey::Batch;
use super::judging::ScriptJudge;
use super::texts::Texts;
use super::verification::Verification;

/// Renders blocks and reads them back.
pub(super) struct Press<'a> {
    pub(super) files: &'a Files,
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) reader: &'a StatementReader,
}

/// What a batch came to.
pub(super) struct Pages<'a> {
    texts: Vec<Texts<'a>>,
    blocks: Vec<(RenderedBlock, Readings)>,
}

impl Press<'_> {
    pub(super) fn print<'b>(&self, batch: Batch<'b>) -> Pages<'b> {
        let page = |(at, (step, rows)): (usize, (Arc<plan::Step>, &graph::Step))| {
            let leaf = Leaf { digest: &batch.digests[at], ..Leaf::new(self.files.name(step.file)) };
            let rendered = self.renderer.rendered(step, rows, leaf, batch.first && at == 0);
            let readings = self.reader.block(&rendered.block, rendered.text.as_deref().unwrap_or_default());
            (rendered, readings)
        };
        Pages { texts: batch.texts, blocks: batch.steps.into_iter().enumerate().map(page).collect() }
    }
}

/// Where pages come together, in order.
pub(super) struct Desk<'a, 'j> {
    pub(super) reader: &'a StatementReader,
    pub(super) judge: ScriptJudge<'j>,
    pub(super) writer: ScriptWriter<'a>,
    pub(super) queries: &'a mut Option<Verification>,
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) found: Diagnostics,
}

impl<'j> Desk<'_, 'j> {
    /// Takes in the next pages.
    pub(super) fn take(&mut self, pages: Pages<'_>) {
        pages.texts.iter().for_each(|texts| texts.count(&mut self.writer));
        for (RenderedBlock { block, text, diagnostics }, readings) in pages.blocks {
            self.found.append(diagnostics);
            self.judge.block(&block, &readings);
            verify(self.queries, self.renderer, &block, &mut self.found);
            self.writer.written(&block, text);
        }
    }

    /// The script, who judged it, and what was found.
    pub(super) fn finish(mut self, guard: &Guard) -> (Result<Script, Diagnostic>, ScriptJudge<'j>, Diagnostics) {
        self.judge.warnings().into_iter().for_each(|line| self.writer.warned(line));
        self.judge.accepted().into_iter().for_each(|line| self.writer.accepted(line));
        let script = self.writer.finish(guard).inspect(|script| {
            self.judge.part(self.reader.part(&script.head));
            self.judge.part(self.reader.part(&script.foot));
        });
        (script, self.judge, self.found)
    }
}

/// Takes a block into the queries, if they are wanted.
pub(super) fn verify(
    queries: &mut Option<Verification>,
    renderer: &Renderer<'_>,
    block: &Block,
    found: &mut Diagnostics,
) {
    let taken = queries.as_mut().map_or(Ok(()), |queries| queries.step(renderer, &block.step));
    taken.unwrap_or_else(|diagnostic| found.push(diagnostic));
}
