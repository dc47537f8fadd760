import Evidence
import Judgments
import Theory

extension Command {
  static let judge = Command(
    name: "judge", summary: "run a claim's judgments, those that the tests run or at your own parameters",
    discussion: """
      Runs the experiments of a claim, or its controls, with the seed and the effort that STS_SEED and STS_EFFORT set.
      With --tokens, --dimension, --sparsity and what else the claim takes (see sts claims) it trains and judges there
      instead. A run that would not fit in memory is refused, and so is one of more than a minute at own parameters
      unless --seeds or --steps is given; the message has the estimate.
      The exit status is 0 when every verdict is as required, verified for the claim and refuted for the control,
      and 1 otherwise, also when nothing ran.
      JSON: {claim, role, seed, effort, asRequired, trials: [{case, repetition, verdict, asRequired,
      margin or detail, falseAlarm, checks: [{name, verdict, margin or detail, falseAlarm}],
      values: [{name, unit, numbers}]}]}.
      """,
    operands: ["<claim id>"],
    options: [
      Option(
        "--case", "name", "one experiment only",
        allowed: "its name, or the number that the report prints, from 1", absence: .allowed),
      Option(
        "--repetition", "r", "one repetition only", allowed: "the index of a repetition, from 0",
        absence: .allowed),
      Option(flag: "--control", "judge the controls, which must be refuted"),
      .effort,
      Option(
        "--seeds", "n", "own parameters: the number of repetitions", allowed: "an integer from 1 to 1000000",
        absence: .allowed),
    ] + Option.ownParameters
  ) { arguments, context in
    let plan = try JudgePlan(arguments, context)
    let trials = plan.trials
    guard !trials.isEmpty else { throw CommandFailure(message: "nothing ran: no trial at this effort") }
    var outcomes = [Outcome?](repeating: nil, count: trials.count)
    var done = 0
    let ledger = Ledger(progress: context.log)
    plan.announce(in: ledger)
    let ticker = ProgressTicker(ledger)
    defer { ticker.stop() }
    // The order of the answer is that of the trials.
    try await onCores(Array(trials.indices)) { index in
      ledger.begin(trials[index])
      return await plan.outcome(of: trials[index])
    } finished: { index, outcome in
      outcomes[index] = outcome
      done += 1
      context.log.write("\(done) of \(trials.count)  \(trials[index]): \(outcome.verdict.word)")
      ledger.record(outcome, of: trials[index])
    }
    let judged = zip(trials, outcomes).compactMap { trial, outcome in
      outcome.map { JudgedTrial(trial, $0, again: plan.replayCommand(trial)) }
    }
    return JudgedClaim(
      claim: plan.claim.id, role: plan.role, settings: plan.settings, trials: judged)
  }
}
