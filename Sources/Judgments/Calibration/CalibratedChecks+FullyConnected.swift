import Evidence
import Theory

/// Checks of claims about fully connected networks.
extension CalibratedWorlds {
  /// F2; the world lies above the bound by its excess.
  static let biasedPredictor: CalibratedWorlds = {
    let world = BiasedPredictor(problem: SmallProblem(5, 2, 1), width: 5, samples: 3000)
    return check(
      world, samples: world.samples,
      [
        Violation("mean loss", "below") { row, size in
          let shift = try -size * row.bound - world.excess()
          return row.with(\.meanLoss) { $0.moved(by: shift) }
        },
        Violation("risk", "below") { row, size in
          let shift = try -size * row.bound - world.excess()
          return row.with(\.risk) { $0?.moved(by: shift) }
        },
      ])
  }()

  /// F3, on a network as it is drawn.
  static let untrainedNetwork: CalibratedWorlds = check(
    UntrainedIdentity(problem: SmallProblem(6, 2, 1), width: 7).with(\.samples, 300), samples: 300,
    Violation.both("uncorrelated") { row, size in
      row.with(\.cross) { $0.moved(by: size * (row.excess + row.certificate)) }
    },
    Violation.both("lost part") { row, size in
      row.with(\.lost) { $0.moved(by: size * (row.excess + row.certificate)) }
    })

  /// F6.
  static let handMadeNetwork: CalibratedWorlds = check(
    HandMadeRisk(problem: SmallProblem(6, 2, 1), coordinates: 12, threshold: 1).with(\.ownSamples, 4000),
    samples: 4000,
    Violation.both(HandMadeRisk.meanLoss) { row, size in
      row.with(\.risk) { $0.moved(by: size * row.predicted) }
    })

  /// F11.
  static let clippingNetwork: CalibratedWorlds = check(
    ClippingNetwork(problem: SmallProblem(6, 2, 1), width: 6, thresholds: NetworkThresholds(1, 1))
      .with(\.ownSamples, 300),
    samples: 300,
    Violation.both("identity") { row, size in row.with(\.deviation) { $0.moved(by: size * row.risk) } })

  /// F5, whose check states what it detects at m = Td/2.
  static let sampledAttainment: CalibratedWorlds = {
    let world = SampledAttainment(problem: SmallProblem(5, 2, 1)).with(\.ownSamples, 500)
    return check(
      world, samples: 500,
      Violation.both(SampledAttainment.check) { row, size in
        let middle = row.risks.firstIndex { $0.width == world.problem.inputDimension / 2 }
        guard let middle else { return row }
        return row.with(\.risks[middle].risk) { $0.moved(by: size * row.risks[middle].bound) }
      })
  }()

  /// F14.
  static let tightOnExamples: CalibratedWorlds = check(
    TightOnExamples(problem: SmallProblem(6, 1, 4), examples: 3).with(\.ownSets, 60), samples: 60,
    Violation.both(TightOnExamples.meanCheck) { row, size in
      row.with(\.mean) { $0.moved(by: size * row.formula) }
    })

  /// F21.
  static let normalizedPredictor: CalibratedWorlds = {
    let world = NormalizedPredictor(problem: SmallProblem(2, 1, 1), width: 1).with(\.ownSamples, 4000)
    @Sendable func moved(_ row: NormalizedPredictor.Row, _ size: Double) throws -> NormalizedPredictor.Row {
      let shift = size * (try world.problem.problem().trivialRisk)
      return row.with(\.risk) { $0.moved(by: shift) }
    }
    return check(
      world, samples: 4000,
      Violation.both(NormalizedPredictor.attainedCheck, moved: moved),
      [Violation(NormalizedPredictor.boundCheck, "below") { row, size in try moved(row, -size) }])
  }()

  /// F16, concave losses of a layer that keeps a token.
  static let tokensKept: CalibratedWorlds = robust(
    .wholeTokens(1), SmallProblem(5, 1, 1), RobustMeans.concave)

  /// F16, powers of a layer that keeps the mean.
  static let groupMeans: CalibratedWorlds = robust(.groupMeans(1), SmallProblem(4, 2, 1), RobustMeans.convex)

  /// Robust losses, each on its bound.
  private static func robust(
    _ layer: RobustMeans.Layer, _ problem: SmallProblem, _ losses: [RobustLoss]
  ) -> CalibratedWorlds {
    @Sendable func moved(_ row: RobustMeans.Row, _ loss: RobustLoss, _ share: Double) -> RobustMeans.Row {
      guard let place = row.means.firstIndex(where: { $0.loss == loss }) else { return row }
      return row.with(\.means[place].mean) { $0.moved(by: share * row.means[place].bound) }
    }
    var violations: [Violation<RobustMeans.Row>] = []
    for loss in losses {
      violations += Violation.both(RobustMeans.tightCheck(loss)) { row, size in moved(row, loss, size) }
      violations.append(
        Violation(RobustMeans.boundCheck(loss), "below") { row, size in moved(row, loss, -size) })
    }
    return check(
      RobustMeans(problem: problem, layer: layer).with(\.ownSamples, 3000), samples: 3000, violations)
  }
}
