import Evidence
import Judgments

extension Option {
  static let grid = Option(
    "--grid", "grid", "the points, every combination of the values of its axes",
    allowed:
      "as tokens=8..64:8,sparsity=1..4,positions=one-hot|frame:64, names as in --<name> below, at most "
      + "\(SweepGrid.mostPoints) points")
}

extension Command {
  static let sweep = Command(
    name: "sweep", summary: "judge a claim over a grid of parameters, in shards (then sts merge)",
    discussion: """
      Judges a claim at every point of a grid, as `sts judge` does at one, and appends a line of JSON for each trial to
      DIR/<claim>-<i>-of-<n>.jsonl. Shard i of n takes every n-th trial from the i-th on; a shard that is run again does what
      is left of it. Without --shard it is that of SLURM's array task, or else the whole sweep. Points that make no problem,
      or are outside the claim's range, are left out, and the merged table says why. The seed and the effort are those that
      STS_SEED and STS_EFFORT set.
      The exit status is 0 when the shard is done, whatever the verdicts are: these are for `sts merge`.
      JSON: {claim, shard, shards, trials, done (before this run), points, pointsOutside}.
      Example: sts sweep A2 --grid tokens=8..64:8,sparsity=1..4,dimension=4,logit=1|2 --seeds 1 --out sweep
      """,
    operands: ["<claim id>"],
    options: [
      .grid,
      Option(
        "--seeds", "n", "the number of repetitions at each point", allowed: "an integer from 1 to 1000000",
        absence: .means("1")),
      Option(
        "--shard", "i/n", "which part of the sweep", allowed: "i/n with integers 0 <= i < n <= 1000000",
        absence: .allowed),
      Option("--out", "DIR", "the folder of the shards' files", allowed: "a folder, or a name for a new one"),
    ] + Option.ownParameters
  ) { arguments, context in
    let plan = try SweepPlan(arguments.sweepIdentity(context), among: context.judgments)
    let (shard, shards) = try arguments.shard(context)
    let file = try ShardFile(
      ShardHeader(sweep: plan.identity, shard: shard, shards: shards), folder: arguments.text("--out"))
    let all = plan.tasks(shard: shard, of: shards)
    let done = Set(file.done.map(\.task))
    let left = all.filter { !done.contains($0) }
    try await plan.run(left, into: file, context)
    return SweptShard(
      claim: plan.identity.claim, shard: shard, shards: shards, trials: all.count,
      done: all.count - left.count, points: plan.points.count,
      pointsOutside: plan.points.count { $0.reason != nil })
  }
}

/// What a shard did.
private struct SweptShard: Answer {
  let claim: String
  let shard: Int
  let shards: Int
  let trials: Int
  let done: Int
  let points: Int
  let pointsOutside: Int

  var text: String {
    lines([
      ("shard", "\(shard) of \(shards) of \(claim)"),
      ("trials", "\(trials), \(done) of them before"),
      ("points of the grid", "\(points), \(pointsOutside) outside the claim's range"),
    ])
  }
}

extension SweepPlan {
  /// Runs trials, as many at once as there are cores, and appends each when it is done.
  fileprivate func run(_ numbers: [Int], into file: ShardFile, _ context: Context) async throws {
    var finished = 0
    try await onCores(numbers) { number in
      await tasks[number].experiment.outcome(of: tasks[number].trial, settings: settings)
    } finished: { number, outcome in
      let trial = tasks[number].trial
      try file.append(SweepTrial(task: number, JudgedTrial(trial, outcome, again: "")))
      finished += 1
      context.progress("\(finished) of \(numbers.count)  \(trial): \(outcome.verdict.word)")
    }
  }
}

extension Arguments {
  /// What the options say of the sweep.
  fileprivate func sweepIdentity(_ context: Context) throws -> SweepIdentity {
    let settings = try context.settings()
    let grid = try text("--grid")
    guard let axes = SweepGrid(grid)?.axes else { throw refusal("--grid", grid) }
    let known = Option.ownParameters.map(\.name)
    for axis in axes {
      let option = "--\(axis.name)"
      guard known.contains(option) else {
        let names = known.map { $0.dropFirst(2) }.joined(separator: ", ")
        throw UsageError("an axis of --grid", value: axis.name, allowed: names)
      }
      if isGiven(option) {
        throw UsageError("\(option) is given beside the axis \(axis.name); allowed: one of them")
      }
    }
    return SweepIdentity(
      version: PackageIdentity.version, claim: operands[0], grid: grid,
      fixed: String(given(known).dropFirst()), seeds: try integer("--seeds", in: 1...1_000_000),
      effort: settings.effort.rawValue, seed: settings.baseSeed)
  }

  /// The value of `--shard`, or the place of SLURM's array task in its array, or the whole.
  fileprivate func shard(_ context: Context) throws -> (Int, Int) {
    if let text = try optionalText("--shard") {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let shard = Self.decimalInteger(parts[0]),
        let shards = Self.decimalInteger(parts[1]), (1...1_000_000).contains(shards),
        (0..<shards).contains(shard)
      else { throw refusal("--shard", text) }
      return (shard, shards)
    }
    func variable(_ name: String) -> Int? { context.environment[name].flatMap { Self.decimalInteger($0) } }
    guard let task = variable("SLURM_ARRAY_TASK_ID") else { return (0, 1) }
    let least = variable("SLURM_ARRAY_TASK_MIN") ?? 0
    guard let count = variable("SLURM_ARRAY_TASK_COUNT"), (0..<count).contains(task - least) else {
      throw UsageError(
        "SLURM_ARRAY_TASK_ID is \(task); allowed: one of an array without gaps, or --shard i/n")
    }
    return (task - least, count)
  }
}
