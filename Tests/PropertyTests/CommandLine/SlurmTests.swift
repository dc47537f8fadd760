import Foundation
import TestSupport
import Testing

/// `Scripts/slurm`: a sweep as a job array on a cluster of one node, begun and ended by the script that is run here.
@Suite struct SlurmTests {
  /// The programs of Debian's slurm-wlm and munge; the test installs nothing.
  static let isThere = ["sbatch", "slurmctld", "slurmd", "munged"].allSatisfy(isInstalled)

  private func tryIt() throws -> (status: Int32, output: String, errors: String) {
    try shell("STS=\"$0\" exec \"$1\"", [RunLedger.packageRoot.appending(path: "Scripts/slurm/try").path])
  }

  @Test(.enabled(if: isThere, "slurm and munge are not installed"))
  func `a shard that is killed and submitted again merges to the bytes of one go`() throws {
    let result = try tryIt()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    for line in ["shard 2/4: ", "merge: ", "merge --format csv: ", "merge --json: "] {
      #expect(result.output.contains("\n\(line)"), "\(result.output)")
    }
  }

  @Test(.enabled(if: !isThere, "slurm and munge are installed"))
  func `the script is skipped by name where they are not`() throws {
    let result = try tryIt()
    #expect(result.status == 0 && result.output.hasPrefix("skipped: ") && result.errors.isEmpty, "\(result)")
    #expect(result.output.hasSuffix(" is not installed\n"))
  }
}
