import Foundation

/// The model of this machine's processor, as its operating system names it.
enum CPUModel {
  /// The name, or "unknown".
  static var name: String {
    #if os(Linux)
      let fields = ["model name", "Model", "CPU part"]
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return "unknown" }
      for field in fields {
        for line in text.split(separator: "\n") where line.hasPrefix(field) {
          guard let colon = line.firstIndex(of: ":") else { continue }
          return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
      }
      return "unknown"
    #else
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else {
        return "unknown"
      }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }
}
