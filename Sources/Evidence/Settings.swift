/// The settings of a run, read from STS_ variables.
public struct Settings: Hashable, Sendable {
  /// The base seed, from STS_SEED; every random number of the run is a function of it and of its stream's address.
  public let baseSeed: UInt64
  /// How much is trained and sampled, from STS_EFFORT.
  public let effort: Effort

  /// Settings with a base seed and an effort.
  public init(baseSeed: UInt64 = 1, effort: Effort = .standard) {
    self.baseSeed = baseSeed
    self.effort = effort
  }
}
