namespace Fanout.Perf.Harness;

/// <summary>A measurement that cannot go on; the message is for whoever started it.</summary>
internal sealed class HarnessException(string message) : Exception(message);
