namespace Fanout.Ingest.Simulating;

/// <summary>
/// Random numbers that a seed decides, the same on every machine and for ever: SplitMix64, and nothing but whole numbers, as the last digit of a
/// logarithm is the processor's. <see cref="Random"/> keeps the sequence of a seed only within a version of the framework.
/// </summary>
internal sealed class SimulationRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>One seed from several numbers; a change in any gives an unrelated one.</summary>
    public static ulong Seed(params ReadOnlySpan<ulong> parts)
    {
        var seed = 0UL;
        foreach (var part in parts) seed = Mix(seed ^ Mix(part + Step));
        return seed;
    }

    /// <summary>The seed of a thing that has a name and a number.</summary>
    public static ulong Seed(string name, int number)
    {
        var seed = (ulong)number;
        foreach (var letter in name) seed = Mix(seed + Step + letter);
        return seed;
    }

    /// <summary>0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Both ends included.</summary>
    public int Between(int min, int max) => min + Below(max - min + 1);

    /// <summary>True so many times in a thousand.</summary>
    public bool Chance(int perMille) => Below(1000) < perMille;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong Next()
    {
        _state += Step;
        return Mix(_state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
