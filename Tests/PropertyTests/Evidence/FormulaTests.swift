import Evidence
import Judgments
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct FormulaTests {
  @Test(
    "each construct of TeX and the MathML that says it",
    arguments: [
      ("x", "<mi>x</mi>"),
      ("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
      ("x^{10}_i", "<msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup>"),
      ("N'", "<msup><mi>N</mi><mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">′</mo></msup>"),
      ("1.64", "<mn>1.64</mn>"),
      ("2.x", "<mn>2</mn><mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">.</mo><mi>x</mi>"),
      ("\\frac{d}{q}", "<mfrac><mi>d</mi><mi>q</mi></mfrac>"),
      ("\\tfrac12", "<mstyle displaystyle=\"false\"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>"),
      ("\\frac1{2\\kappa}", "<mfrac><mn>1</mn><mrow><mn>2</mn><mi>κ</mi></mrow></mfrac>"),
      ("\\sqrt{Td}", "<msqrt><mi>T</mi><mi>d</mi></msqrt>"),
      ("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
      ("\\mathbb{E}", "<mi>𝔼</mi>"), ("\\mathbb{R}^d", "<msup><mi>ℝ</mi><mi>d</mi></msup>"),
      ("\\mathbf{1}", "<mn>𝟏</mn>"), ("\\mathcal{N}", "<mi>𝒩</mi>"),
      ("\\mathbf{a}", "<mi>𝐚</mi>"), ("\\mathbf{z}", "<mi>𝐳</mi>"), ("\\mathbf{Z}", "<mi>𝐙</mi>"),
      ("\\mathbb{k}", "<mi>𝕜</mi>"), ("\\mathbb{9}", "<mn>𝟡</mn>"),
      ("\\mathcal{a}", "<mi>𝒶</mi>"), ("\\mathcal{g}", "<mi>ℊ</mi>"),
      ("\\Pi", "<mi mathvariant=\"normal\">Π</mi>"),
      ("\\mathrm{vec}", "<mi>vec</mi>"), ("\\text{a < b}", "<mtext>a &lt; b</mtext>"),
      ("\\dot C", "<mover accent=\"true\"><mi>C</mi><mo stretchy=\"false\">˙</mo></mover>"),
      ("a = b", "<mi>a</mi><mo form=\"infix\" stretchy=\"false\">=</mo><mi>b</mi>"),
      ("a < b", "<mi>a</mi><mo form=\"infix\" stretchy=\"false\">&lt;</mo><mi>b</mi>"),
      ("-1", "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mn>1</mn>"),
      ("2-1", "<mn>2</mn><mo form=\"infix\" stretchy=\"false\">−</mo><mn>1</mn>"),
      (
        "q \\log T",
        "<mi>q</mi><mo form=\"prefix\" lspace=\"0.1667em\" rspace=\"0.1667em\">log</mo><mi>T</mi>"
      ),
      (
        "\\log_2 T",
        "<msub><mo form=\"prefix\" lspace=\"0\" rspace=\"0.1667em\">log</mo><mn>2</mn></msub><mi>T</mi>"
      ),
      ("a\\,b", "<mi>a</mi><mspace width=\"0.1667em\"/><mi>b</mi>"),
      (
        "\\lVert e\\rVert",
        "<mo form=\"prefix\" stretchy=\"false\">‖</mo><mi>e</mi><mo form=\"postfix\" stretchy=\"false\">‖</mo>"
      ),
      (
        "\\left(x\\right]",
        "<mrow><mo form=\"prefix\" fence=\"true\" stretchy=\"true\">(</mo><mi>x</mi>"
          + "<mo form=\"postfix\" fence=\"true\" stretchy=\"true\">]</mo></mrow>"
      ),
      (
        "\\binom{n}{k}",
        "<mrow><mo>(</mo><mfrac linethickness=\"0\"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>"
      ),
    ])
  func constructs(tex: String, elements: String) throws {
    #expect(try MathML.element(tex) == "<math>\(elements)</math>")
  }

  @Test("limits stand below and above in a block, beside within a line")
  func limits() throws {
    let sum = "\\sum_{i}^n x"
    #expect(try MathML.element(sum).contains("<msubsup><mo>∑</mo><mi>i</mi><mi>n</mi></msubsup>"))
    let block = try MathML.element(sum, isBlock: true)
    #expect(
      block.hasPrefix("<math display=\"block\"><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>"))
  }

  /// In eighteenths of an em, as TeX has them.
  @Test(
    "spaces are as wide as TeX's",
    arguments: [
      ("\\,", 3.0), ("\\:", 4), ("\\;", 5), ("\\!", -3), ("\\ ", 4.5), ("\\quad ", 18), ("\\qquad ", 36),
    ])
  func spaces(tex: String, eighteenths: Double) throws {
    let element = try MathML.element("a\(tex)b")
    let width = try #require(element.firstMatch(of: /<mspace width="([-0-9.]+)em"/)?.1)
    #expect(abs(try #require(Double(width)) - eighteenths / 18) < 1e-4)
  }

  @Test(
    "the limits of large operators and of functions of a set stand below and above in a block, others beside",
    arguments: [
      ("sum", true), ("prod", true), ("bigcup", true), ("bigcap", true), ("bigotimes", true),
      ("bigoplus", true),
      ("int", false), ("Pr", true), ("max", true), ("min", true), ("sup", true), ("inf", true), ("lim", true),
      ("det", true), ("gcd", true), ("log", false), ("ln", false), ("exp", false), ("sin", false),
      ("cos", false),
      ("tan", false), ("sinh", false), ("cosh", false), ("tanh", false), ("arctan", false), ("ker", false),
      ("dim", false), ("arg", false), ("deg", false),
    ])
  func limits(name: String, standBelow: Bool) throws {
    let block = try MathML.element("\\\(name)_i x", isBlock: true)
    #expect(
      block.contains(standBelow ? "<munder>" : "<msub>")
        && !block.contains(standBelow ? "<msub>" : "<munder>"))
  }

  @Test(
    "what is not of the subset is an error",
    arguments: [
      "\\unknown x", "{x", "x}", "\\left( x", "x \\right)", "x^1^2", "x_1_2", "x & y", "\\frac{1}", "é", "x^",
      "\\",
      "\\begin{matrix}x\\end{matrix}", "\\left\\alpha x\\right)", "\\mathrm{a_b}", "\\sqrt[3{x}", "50%",
    ])
  func refused(tex: String) {
    #expect(throws: FormulaError.self) { try MathML.element(tex) }
  }

  @Test(
    "every text of every claim is shown, with nothing left of its TeX",
    arguments: ClaimJudgment.all.map(\.claim.id))
  func claims(id: String) throws {
    let claim = try #require(ClaimJudgment.all.first { $0.claim.id == id }?.claim)
    let texts = [claim.statement, claim.predicate, claim.control, claim.proof, claim.thresholdsSetOn ?? ""]
    for text in texts + claim.assumptions { try expectShown(text) }
  }

  @Test("every text around the claims is shown, with nothing left of its TeX")
  func prose() throws {
    let prose = try ReportProse.ofPackage()
    let chapters = prose.parts.flatMap(\.chapters)
    let questions = prose.questions.flatMap { [$0.question, $0.answer] }
    for text in [prose.asked, prose.sampling] + prose.parts.map(\.text) + chapters.map(\.text)
      + prose.nonClaims + questions
    {
      try expectShown(text)
    }
  }

  private func expectShown(_ text: String) throws {
    let html = try HTMLText.inline(text)
    #expect(!html.contains("$") && !html.contains("\\"), "\(text)")
  }

  @Test(
    "the little Markdown of the texts",
    arguments: [
      ("a < b & c", "a &lt; b &amp; c"), ("so *near* it", "so <em>near</em> it"),
      ("**2 of 2** hold", "<strong>2 of 2</strong> hold"),
      ("so $x$, y", "so <span class=\"kept\"><math><mi>x</mi></math>,</span> y"),
      ("2 * 3 and a*b*c", "2 * 3 and a*b*c"), ("`$x$ <`", "<code>$x$ &lt;</code>"), ("costs 5$", "costs 5$"),
      ("in [0, 1] (so)", "in [0, 1] (so)"),
      ("[a<b](https://x.org/?a&b).", "<a href=\"https://x.org/?a&amp;b\">a&lt;b</a>."),
      ("[a](javascript:x)", "[a](javascript:x)"),
      (
        "is $$x$$.",
        "is <math display=\"block\"><mi>x</mi><mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">.</mo></math>"
      ),
    ])
  func inline(text: String, html: String) throws {
    #expect(try HTMLText.inline(text) == html)
  }
}
