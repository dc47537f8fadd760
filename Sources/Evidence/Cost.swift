/// What a trial is expected to take on one core.
public struct Cost: Hashable, Sendable {
  /// Work that several trials share, for example the training of one network; a run does it once.
  public struct Shared: Hashable, Sendable {
    /// The work's name, which is that of its random streams; trials that give one name share it, repetition by repetition.
    public let name: String
    /// Seconds of one core's time for one repetition of it.
    public let seconds: Double
    /// How many of its repetitions a trial needs, from the first on; nil for the trial's own.
    public let repetitions: Int?

    /// Names shared work.
    public init(_ name: String, seconds: Double, repetitions: Int? = nil) {
      self.name = name
      self.seconds = seconds
      self.repetitions = repetitions
    }

    /// The same work, the first repetitions of it.
    public func over(_ repetitions: Int) -> Shared {
      Shared(name, seconds: seconds, repetitions: repetitions)
    }
  }

  /// Seconds of one core's time, with what is shared.
  public let seconds: Double
  /// Bytes of memory.
  public let bytes: Double
  /// What of it is shared with other trials.
  public let shared: [Shared]

  /// An estimate; by default nothing.
  public init(seconds: Double = 0, bytes: Double = 0, shared: [Shared] = []) {
    self.seconds = seconds
    self.bytes = bytes
    self.shared = shared
  }
}
