import Evidence
import TestSupport
import Testing

@Suite(.notesIssues)
struct MarkdownTextTests {
  @Test(
    "plain text keeps its characters in a table cell",
    arguments: [
      ("T=8, width 16", "T=8, width 16"), ("a|b", "a\\|b"), ("W_EE * 2", "W\\_EE \\* 2"), ("$x$", "\\$x\\$"),
      ("<b>[1](2)`~#\\", "\\<b\\>\\[1\\](2)\\`\\~\\#\\\\"), ("two\nlines\r\nmore", "two lines more"),
      ("", ""),
    ])
  func cell(plain: String, text: String) {
    #expect(MarkdownText.cell(plain) == text)
  }

  @Test(
    "formulas are fenced as GitHub wants them",
    arguments: [
      ("no formula", "no formula"), ("$a_1$ and $b_2$", "$`a_1`$ and $`b_2`$"),
      ("costs 5$", "costs 5$"), ("$a$ and 5$ more", "$`a`$ and 5$ more"),
      ("so $$x = y$$, and", "so\n\n```math\nx = y,\n```\n\nand"), ("$$x$$.", "\n\n```math\nx.\n```"),
      ("$$x", "$$x"),
    ])
  func math(text: String, markdown: String) {
    #expect(MarkdownText.math(text) == markdown)
  }

  @Test("a block of code holds its text, and no text can end it")
  func code() {
    #expect(MarkdownText.code("risk < 1_875") == "```text\nrisk < 1_875\n```")
    #expect(MarkdownText.code("a```b```") == "```text\na'''b'''\n```")
  }

  @Test(
    "a heading's anchor",
    arguments: [
      ("F2. Lower bound", "f2-lower-bound"), ("A4. Width, for a margin", "a4-width-for-a-margin"),
      ("D7. One-hot (q = 1)", "d7-one-hot-q--1"), ("snake_case", "snake_case"),
    ])
  func anchor(heading: String, anchor: String) {
    #expect(MarkdownText.anchor(heading) == anchor)
  }
}
