import Testing
import Theory

@Suite("D22's predicates")
struct AdamPredicateTests {
  @Test("Adam and gradient descent are told apart by their beginning and by their exponent")
  func methods() {
    let (adam, descent) = (D22AdamPredicate(.adam), D22AdamPredicate(.gradientDescent))
    // Seen by an independent program at T=8 d=3 q=2: 1.83 and 0.40, 1.6 and 1.13.
    #expect(adam.judge(rise: 1.83).isVerified && descent.judge(rise: 0.4).isVerified)
    #expect(adam.judge(rise: 0.4).isRefuted && descent.judge(rise: 1.83).isRefuted)
    #expect(D22AdamPredicate(.adam, speed: 5).judge(rise: 1.83).isRefuted)
    #expect(adam.judge(exponent: 1.6).isVerified && descent.judge(exponent: 1.13).isVerified)
    #expect(adam.judge(exponent: 1.13).isRefuted && descent.judge(exponent: 1.6).isRefuted)
  }

  @Test("late layers are on the curve or not, and a number that is none says nothing")
  func curve() {
    let predicate = D22AdamPredicate(.adam)
    #expect(predicate.judge(alphaOffCurve: 0.01).isVerified && predicate.judge(alphaOffCurve: 0.04).isRefuted)
    #expect(predicate.judge(excess: 0.1).isVerified && predicate.judge(excess: 0.3).isRefuted)
    #expect(predicate.judge(offFamily: 0.03).isVerified && predicate.judge(offFamily: 0.1).isRefuted)
    for bad in [Double.nan, .infinity, -.infinity] {
      for verdict in [
        predicate.judge(rise: bad), predicate.judge(alphaOffCurve: bad), predicate.judge(excess: bad),
        predicate.judge(offFamily: bad), predicate.judge(exponent: bad),
        D22AdamPredicate(.gradientDescent).judge(rise: bad),
      ] { #expect(verdict.word == "undecided") }
    }
  }

  @Test("sign descent's intervals hold what it shows, and nothing a little beside them")
  func signs() throws {
    let stall = try SignDescentStall(
      problem: Problem(tokens: 8, dimension: 3, sparsity: 2), inverseStep: 100)
    let predicate = D22SignDescentPredicate(stall)
    // Of an independent program: 3.37868054 and 2.5624802 in units of eta^2, the largest C 4.92.
    #expect(predicate.judge(upperRisk: 3.37868054e-4).isVerified)
    #expect(predicate.judge(upperRisk: 3.37868054e-4, over: 1.01).isRefuted)
    #expect(predicate.judge(lowerRisk: 2.5624802e-4).isVerified)
    #expect(predicate.judge(lowerRisk: 2.5624802e-4, over: 1.2).isRefuted)
    #expect(predicate.judge(largestLogit: 4.92).isVerified)
    #expect(predicate.judge(largestLogit: 4.92, later: 6).isRefuted)
    #expect(
      predicate.judge(distance: 1e-12, "C").isVerified && predicate.judge(distance: 1e-6, "C").isRefuted)
    #expect(!predicate.judge(distance: .nan, "C").isVerified && !predicate.judge(upperRisk: .nan).isVerified)
  }
}
