namespace Fanout.Fuzz;

/// <summary>So many inputs made of a target's corpus by chance, and what they showed.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Seed">Number of the first one.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Findings">One of each kind, with its number.</param>
internal sealed record MutationRun(FuzzTarget Target, int Seed, int Count, IReadOnlyList<string> Findings)
{
    private const int FindingsMax = 5; // what fails so often is looked at first

    public static MutationRun Of(FuzzTarget target, int seed, int count)
    {
        var mutation = new Mutation([.. Corpus.Of(target).Select(static file => file.Bytes)], Corpus.WordsOf(target), target.SizeMax);
        var findings = new Dictionary<string, string>(StringComparer.Ordinal);
        var ran = 0;
        for (; ran < count && findings.Count < FindingsMax; ran++)
        {
            if (Finding.Of(target, mutation.Of(seed + ran)) is { } finding)
                findings.TryAdd(finding.Kind, $"seed {seed + ran}: {finding.Text}");
        }
        return new MutationRun(target, seed, ran, [.. findings.Values]);
    }

    public override string ToString() =>
        $"{Target.Name}: {Count} inputs from seed {Seed} on, {Findings.Count} findings{string.Concat(Findings.Select(static one => $"\n\n{one}"))}";
}
