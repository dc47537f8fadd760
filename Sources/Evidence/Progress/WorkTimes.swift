/// What the pieces of a run's work took, and what more cores would bring.
///
/// A piece is a trial, or a training that several trials await; its time is its own, without what it waited for. With W the
/// sum of the times and L the longest chain of pieces that waited for one another, any order in which no core is idle
/// while a piece could run ends on k cores within
/// ```
/// W/k + (1 - 1/k) L
/// ```
/// (Graham 1969), and none before `max(W/k, L)`.
public struct WorkTimes: Sendable {
  /// The number of pieces.
  public private(set) var pieces = 0
  /// The sum of the pieces' own times, in seconds.
  public private(set) var seconds = 0.0
  /// The longest chain, in seconds.
  public private(set) var longestChain = 0.0

  /// No work.
  public init() {}

  /// Adds a piece by its own time and the longest chain that it ends, in seconds.
  public mutating func add(own: Double, chain: Double) {
    pieces += 1
    seconds += own
    longestChain = max(longestChain, chain)
  }

  /// The most seconds that the work takes on some cores, at least one.
  public func atMost(cores: Int) -> Double {
    let cores = Double(max(1, cores))
    return seconds / cores + (1 - 1 / cores) * longestChain
  }

  /// One line: for example `2912 pieces of work, 480 s of one core, the longest chain 14 s; on 2 cores at most 247 s`.
  public var line: String {
    let cores = [2, 4, 8].map { "\($0) cores at most \(Int(atMost(cores: $0).rounded(.up))) s" }
    return "\(pieces) pieces of work, \(Int(seconds.rounded())) s of one core, the longest chain "
      + "\(Int(longestChain.rounded(.up))) s; on \(cores.joined(separator: ", "))"
  }
}
