import Evidence
import Testing

/// Checks a property on drawn inputs and fails the test with the smallest counterexample found.
///
/// The failure shows the smallest failing input, the one drawn, and the one command that runs this case again. Under
/// STS_REPLAY only the case named there is run, and a case that does not fail is an issue too.
///
/// At least one case must be drawn. The command filters by the suite's type name, by default that of the file.
public func check<Input>(
  _ property: Property<Input>, cases: Int = 100, suite: String? = nil, fileID: String = #fileID,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let settings = Settings.current
  let filter = suite ?? fileStem(fileID)
  if cases < 1 { Issue.record("\(property.name) draws no case", sourceLocation: sourceLocation) }
  switch PropertyRun(property, cases: cases, settings: settings) {
  case .passed, .left: break
  case .failed(let text): Issue.record("\(text(filter))", sourceLocation: sourceLocation)
  }
}

/// What a run of a property came to.
package enum PropertyRun {
  /// It held in every case.
  case passed
  /// STS_REPLAY names another property.
  case left
  /// It failed; the text for a given suite's name.
  case failed((String) -> String)

  package init<Input>(_ property: Property<Input>, cases: Int, settings: Settings) {
    if let replay = settings.replay, replay.property != property.name {
      self = .left
      return
    }
    let replay = settings.replay?.index
    if replay != nil { RunLedger.hasReplayed.withLock { $0 = true } }
    do {
      let chosen = replay.map { [$0] } ?? Array(0..<max(0, cases))
      if let failure = try property.firstFailure(in: chosen, baseSeed: settings.baseSeed) {
        self = .failed { failure.text(of: property.name, suite: $0, settings: settings) }
      } else if let replay {
        self = .failed { _ in "\(property.name): case \(replay) holds with base seed \(settings.baseSeed)" }
      } else {
        self = .passed
      }
    } catch {
      self = .failed { _ in "\(property.name): no input could be drawn: \(error)" }
    }
  }
}

extension PropertyFailure {
  /// The counterexample, the input drawn, and the command that runs the case again.
  func text(of property: String, suite: String, settings: Settings) -> String {
    """
    \(property): \(reason)
    smallest counterexample: \(minimal)
    as drawn: \(original)
    Again: STS_REPLAY='\(property):\(index)' STS_SEED=\(settings.baseSeed) swift test --filter \(suite)
    """
  }
}

/// The name of the file without folders and extension.
private func fileStem(_ fileID: String) -> String {
  let name = fileID.split(separator: "/").last ?? ""
  return String(name.split(separator: ".").first ?? name)
}
