import Evidence
import Sim
import Theory

/// A row of the trajectory of a fully connected network: the network after a number of steps.
struct NetworkRow: Sendable {
  let step: Int
  /// The mean squared error of the step's examples, before its update.
  let squaredError: Double
  /// The risk by F3, on samples that are the same at every row.
  let measured: NetworkRisk

  /// The columns, named as in the JSON answer of `sts train network`; the mean loss where it is not the squared error.
  static func columns(_ loss: RobustLoss) -> [Column<NetworkRow>] {
    let columns: [Column<NetworkRow>] = [
      Column(count: "step") { $0.step }, Column("squaredError") { $0.squaredError },
      Column("risk") { $0.measured.risk }, Column("standardError") { $0.measured.standardError },
      Column("certificate") { $0.measured.certificate }, Column("excess") { $0.measured.excess },
      Column(count: "rank") { $0.measured.rank },
    ]
    return loss == .squared ? columns : columns + [Column("meanLoss") { $0.measured.meanLoss }]
  }
}
