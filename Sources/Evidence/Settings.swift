import Foundation

/// The settings of a run, read from STS_ variables.
///
/// | variable                 | value                                        | effect                              |
/// |--------------------------|----------------------------------------------|-------------------------------------|
/// | `STS_SEED`               | an integer from 0 to 2^64 - 1 (default 1)    | the base seed                       |
/// | `STS_EFFORT`             | `quick`, `default` or `thorough`             | how much is trained and sampled     |
/// | `STS_REPLAY`             | `<property>:<index>`                         | runs one case of one property       |
/// | `STS_TARGET`             | read by Package.swift                        | the instruction set, not the result |
/// | `STS_WARNINGS_AS_ERRORS` | anything; read by Package.swift              | warnings are errors                 |
///
/// Every other variable whose name begins with `STS_` is an error, so a misspelt one never passes for a default.
public struct Settings: Hashable, Sendable {
  /// One case of one property, to be run again.
  public struct Replay: Hashable, Sendable {
    /// The property's name, as its failure prints it.
    public let property: String
    /// The index of the drawn case, from 0.
    public let index: Int

    /// Names the case to be run again.
    public init(property: String, index: Int) {
      self.property = property
      self.index = index
    }
  }

  /// The base seed, from STS_SEED; every random number of the run is a function of it and of its stream's address.
  public let baseSeed: UInt64
  /// How much is trained and sampled, from STS_EFFORT.
  public let effort: Effort
  /// The one property case to run, from STS_REPLAY; nil runs them all.
  public let replay: Replay?

  /// Settings with a base seed and an effort.
  public init(baseSeed: UInt64 = 1, effort: Effort = .standard, replay: Replay? = nil) {
    self.baseSeed = baseSeed
    self.effort = effort
    self.replay = replay
  }

  /// Whether this is the run that writes REPORT.md: base seed, effort and cases all as they are by default.
  public var isDefault: Bool { self == Settings() }

  /// The settings of this process, read once; a malformed variable ends the process with status 64.
  public static let current: Settings = {
    do {
      return try parse(environment: ProcessInfo.processInfo.environment)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(64)
    }
  }()

  /// Reads the STS_ variables of an environment; every other variable is ignored.
  ///
  /// An empty value is malformed. A negative seed is not allowed: one seed has one spelling.
  ///
  /// - Throws: `SettingsError` for a malformed value and for an unknown STS_ variable, the first by name.
  public static func parse(environment: [String: String]) throws(SettingsError) -> Settings {
    var settings = Settings()
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("STS_") {
      switch name {
      case "STS_SEED":
        settings = Settings(
          baseSeed: try seed(value), effort: settings.effort, replay: settings.replay)
      case "STS_EFFORT":
        settings = Settings(
          baseSeed: settings.baseSeed, effort: try effort(value), replay: settings.replay)
      case "STS_REPLAY":
        settings = Settings(
          baseSeed: settings.baseSeed, effort: settings.effort, replay: try replay(value))
      case "STS_TARGET", "STS_WARNINGS_AS_ERRORS":
        continue
      default:
        throw SettingsError(
          variable: name, value: value,
          allowed: "only the variables STS_SEED, STS_EFFORT, STS_REPLAY, STS_TARGET, STS_WARNINGS_AS_ERRORS")
      }
    }
    return settings
  }

  private static func seed(_ value: String) throws(SettingsError) -> UInt64 {
    guard let seed = UInt64(digits: value) else {
      throw SettingsError(
        variable: "STS_SEED", value: value, allowed: "an integer from 0 to \(UInt64.max)")
    }
    return seed
  }

  private static func effort(_ value: String) throws(SettingsError) -> Effort {
    guard let effort = Effort(rawValue: value) else {
      throw SettingsError(
        variable: "STS_EFFORT", value: value,
        allowed: Effort.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return effort
  }

  private static func replay(_ value: String) throws(SettingsError) -> Replay {
    guard let colon = value.lastIndex(of: ":"), colon != value.startIndex,
      let index = Int(digits: value[value.index(after: colon)...]), index < 1 << 24
    else {
      throw SettingsError(
        variable: "STS_REPLAY", value: value,
        allowed: "<property>:<index>, as a failed property prints it, the index below 2^24")
    }
    return Replay(property: String(value[..<colon]), index: index)
  }
}
