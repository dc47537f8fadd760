import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// The decay of a slow mode in the full population flow from a small random start, V and W with entries N(0, 0.05^2).
  ///
  /// W less its column means, which never move, is projected on the mode. Rounding of the gradient, 10^-16, must stay
  /// far below the mode's velocity `c t^{-c-1}`: so times end at 1.6 * 10^6, at q = 1, where c is small, a hundred
  /// times later.
  static func fullMode(_ item: ModeCase, against mode: WeightMode, _ address: StreamAddress) throws -> Outcome
  {
    let problem = try item.problem.problem()
    var stream = RandomStream(address, step: 0)
    let start = AttentionWeights.random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: 0.05, stream: &stream)
    let first = problem.sparsity == 1 ? 1e7 : 1e5
    // Two windows of a factor 4, nine times in each.
    let times = (0...16).map { first * Elementary.exp(Elementary.log(2) / 4 * Double($0)) }
    let norms = try LatePopulationFlow.run(SubsetEnumeration(problem), from: start, times: times).map {
      try item.mode.norm(
        in: Matrix(rows: problem.tokens, columns: problem.tokens, elements: $0.keyQuery), problem)
    }
    let early = D9RandomStartPredicate.exponent(times: Array(times[...8]), norms: Array(norms[...8]))
    let late = D9RandomStartPredicate.exponent(times: Array(times[8...]), norms: Array(norms[8...]))
    return Outcome(
      verdict: try D9RandomStartPredicate(problem).judge(early: early, late: late, of: mode),
      values: [
        Outcome.Value("exponent", 2 * late - early),
        Outcome.Value("predicted exponent", try mode.exponent(problem)),
        Outcome.Value("exponent of the early window", early), Outcome.Value("of the late window", late),
        Outcome.Value("norm of the mode, last", norms[norms.count - 1]),
      ])
  }
}
