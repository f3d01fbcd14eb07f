using Fanout.Protocol.Messages;

namespace Fanout.Benchmarks;

/// <summary>Applying and composing deltas, and what a difference costs that a slow reader gets.</summary>
[MemoryDiagnoser]
public class States
{
    private readonly MatchDelta _goal = Sample.Goal();
    private readonly MatchDelta _clock = Sample.ClockSet();
    private readonly Match _before = Match.From(Sample.State());
    private readonly Match _after = Match.From(Sample.State()).Apply(Sample.Goal()).Apply(Sample.ClockSet());

    [Benchmark]
    public object ApplyGoal() => _before.Apply(_goal);

    [Benchmark]
    public object ApplyClock() => _before.Apply(_clock);

    [Benchmark]
    public object Compose() => Match.Compose(_goal, _clock);

    [Benchmark]
    public object Diff() => Match.Diff(_before, _after);
}
