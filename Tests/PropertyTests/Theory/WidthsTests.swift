import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct WidthsTests {
  @Test("attention's widths at a risk of 1 % are the reference's")
  func reference() throws {
    let share = try Rational(parsing: "0.01")
    for (tokens, width) in [(10, 162), (1_000_000, 447)] {
      let widths = try S1Widths(
        problem: Problem(tokens: tokens, dimension: 5, sparsity: 3), share: share)
      #expect(widths.positionDimension == width)
      #expect(widths.attentionWidth == width + 5)
      #expect(widths.attentionParameters == Double(25 + width * width))
      #expect(widths.failure == 0.00125)
      #expect(try widths.guaranteedShare() <= 0.01)
      #expect(widths.networkWidth > 49 * tokens / 10)
      let predicate = S1WidthsPredicate(widths)
      #expect(try predicate.judgeNetworkWidth().isVerified)
      #expect(try predicate.judgeGuarantee().isVerified)
      #expect(try predicate.judgeLeastPositions().isVerified)
      #expect(widths.sharedParameters == 65 && widths.sharedWidth == 5)
      #expect(widths.attentionActivations == Double(tokens * (width + 5)))
    }
  }

  @Test(
    "every width is refuted one above and one below, by the part that is about it", arguments: [10, 5000])
  func nearMisses(tokens: Int) throws {
    let widths = try S1Widths(
      problem: Problem(tokens: tokens, dimension: 5, sparsity: 3), share: Rational(parsing: "0.1"))
    for offset in [-1, 1] {
      let network = S1WidthsPredicate(widths.stated(networkWidth: widths.networkWidth + offset))
      #expect(try network.judgeNetworkWidth().isRefuted)
      #expect(try network.judgeGuarantee().isVerified && network.judgeLeastPositions().isVerified)
      let attention = S1WidthsPredicate(
        widths.stated(positionDimension: widths.positionDimension + offset))
      #expect(try attention.judgeNetworkWidth().isVerified)
      #expect(try attention.judgeGuarantee().isRefuted == (offset < 0))
      #expect(try attention.judgeLeastPositions().isRefuted == (offset > 0))
    }
  }

  @Test("the measured risk is verified below, refuted above and undecided across the allowed risk")
  func measured() throws {
    let widths = try S1Widths(
      problem: Problem(tokens: 100, dimension: 6, sparsity: 3), share: Rational(parsing: "0.5"))
    let predicate = S1WidthsPredicate(widths)
    for (lower, upper, word) in [(0.1, 0.9, "verified"), (1.1, 1.3, "refuted"), (0.9, 1.1, "undecided")] {
      let risk = Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 1e-9)
      #expect(predicate.judge(risk: risk).word == word)
    }
    let broken = Measured(estimate: .nan, lower: 0, upper: 1, falseAlarm: 1e-9)
    #expect(predicate.judge(risk: broken).word == "undecided")
  }

  @Test("shares and margins out of range are refused")
  func refused() throws {
    let problem = try Problem(tokens: 100, dimension: 6, sparsity: 3)
    let half = try Rational(parsing: "1/2")
    #expect(throws: TheoryError.self) { try S1Widths(problem: problem, share: .zero) }
    #expect(throws: TheoryError.self) { try S1Widths(problem: problem, share: Rational(2)) }
    for margin in [0, 1, -0.5, Double.nan] {
      #expect(throws: TheoryError.self) { try S1Widths(problem: problem, share: half, margin: margin) }
    }
  }
}
