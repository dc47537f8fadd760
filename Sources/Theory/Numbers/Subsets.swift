/// The q-subsets of {0, .., T-1} in lexicographic order, each sorted.
///
/// Range: every problem; exact. As many as C(T, q), so that a caller checks `count` first. For exact
/// expectations over the uniformly random subset at small T.
public struct Subsets: Sequence, IteratorProtocol, Sendable {
  private let tokens: Int
  private var upcoming: [Int]?

  /// All subsets of the problem's size.
  public init(of problem: Problem) {
    tokens = problem.tokens
    upcoming = Array(0..<problem.sparsity)
  }

  /// The next subset, or nil after the last.
  public mutating func next() -> [Int]? {
    guard let current = upcoming else { return nil }
    upcoming = successor(of: current)
    return current
  }

  private func successor(of subset: [Int]) -> [Int]? {
    let size = subset.count
    guard let place = (0..<size).last(where: { subset[$0] < tokens - size + $0 }) else { return nil }
    let start = subset[place] + 1
    return subset[..<place] + Array(start..<(start + size - place))
  }

  /// The number C(T, q) of subsets.
  ///
  /// - Throws: `TheoryError` if it exceeds the limit.
  public static func count(of problem: Problem, limit: Int = 1_000_000) throws(TheoryError) -> Int {
    // C(T, k) grows in k up to T/2, so each partial product is a lower bound of the last.
    let size = Swift.min(problem.sparsity, problem.tokensOutside)
    var count = 1
    for index in 0..<size {
      let (product, overflow) = count.multipliedReportingOverflow(by: problem.tokens - index)
      count = product / (index + 1)
      if overflow || count > limit {
        throw TheoryError(value: "\(problem)", rule: "at most \(limit) subsets, C(T, q), to enumerate")
      }
    }
    return count
  }
}
