namespace Fanout.Fuzz.Checking;

/// <summary>What holds for every input does not hold for this one.</summary>
internal sealed class BrokenLawException(string message) : Exception(message);
