namespace Fanout.Integration.Tests.Faults;

/// <summary>Faults have the machine to themselves: other tests would only make them slower, and be made slower by them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class FaultRuns;
