import Foundation

/// Where progress is seen: standard error, and a file that can be followed with `tail -f`.
///
/// Lines of events are written at once to both. The line that says how far the run is goes to the file every five
/// seconds; on a terminal it rewrites itself, and where standard error is piped it comes every 15 seconds. In the file
/// every line begins with the time since the start.
public final class ProgressLog: Sendable {
  /// How standard error shows progress.
  public enum Screen: Hashable, Sendable {
    /// Not at all.
    case none
    /// Line by line, for a pipe.
    case lines
    /// As one line that rewrites itself, for a terminal.
    case oneLine

    /// The one that suits this process's standard error.
    public static var standardError: Screen {
      isatty(FileHandle.standardError.fileDescriptor) == 1 ? .oneLine : .lines
    }
  }

  private struct State {
    var file: FileHandle?
    var filePace = ProgressPace(every: .seconds(5))
    var screenPace: ProgressPace
  }

  /// What brings the cursor to the start of the line and clears it.
  static let clearLine = "\r\u{1B}[K"

  private let state: Locked<State>
  private let screen: Screen
  private let show: @Sendable (String) -> Void
  /// The time since the start.
  let elapsed: @Sendable () -> Duration

  /// Opens the file anew, creating its folder; if that fails, progress goes to the screen alone.
  ///
  /// `show` writes text on the screen as it is, by default to standard error; `elapsed` is the time since the start, by
  /// default since now.
  public init(
    file url: URL?, screen: Screen = .standardError,
    show: @escaping @Sendable (String) -> Void = ProgressLog.writeToStandardError,
    elapsed: (@Sendable () -> Duration)? = nil
  ) {
    let start = ContinuousClock.now
    self.screen = screen
    self.show = show
    self.elapsed = elapsed ?? { ContinuousClock.now - start }
    var handle: FileHandle?
    if let url {
      try? FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if FileManager.default.createFile(atPath: url.path, contents: nil) {
        handle = try? FileHandle(forWritingTo: url)
      }
    }
    state = Locked(
      State(file: handle, screenPace: ProgressPace(every: .seconds(screen == .oneLine ? 1 : 15))))
  }

  /// Writes the text to standard error as it is.
  public static let writeToStandardError: @Sendable (String) -> Void = { text in
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes the line of an event to both places at once.
  public func write(_ line: String) {
    state.withLock { state in
      append(line, to: state.file)
      switch screen {
      case .none: break
      case .lines: show("\(line)\n")
      case .oneLine: show("\(Self.clearLine)\(line)\n")
      }
    }
  }

  /// Writes the line of an event to the file alone.
  public func note(_ line: String) {
    state.withLock { append(line, to: $0.file) }
  }

  /// Shows the line of how far the run is, at most as often as each place wants it.
  public func tick(_ line: String) {
    state.withLock { state in
      let now = elapsed()
      if state.filePace.isDue(at: now) { append(line, to: state.file) }
      guard screen != .none, state.screenPace.isDue(at: now) else { return }
      show(screen == .oneLine ? "\(Self.clearLine)\(line)" : "\(line)\n")
    }
  }

  /// Leaves the screen's last line as it should stay: cleared if it was one that rewrites itself.
  public func clear() {
    if screen == .oneLine { show(Self.clearLine) }
  }

  private func append(_ line: String, to file: FileHandle?) {
    let seconds = Int(elapsed() / .seconds(1))
    let digits = String(seconds % 60)
    let time = "\(seconds / 60):" + (digits.count < 2 ? "0" : "") + digits
    try? file?.write(contentsOf: Data("\(time)  \(line)\n".utf8))
  }
}
