using System.Globalization;

namespace Fanout.Fuzz.Tests;

/// <summary>
/// What was kept as an input, and what chance makes of it, keeps every law. The same in every run; <c>FANOUT_FUZZ_SEED</c> begins
/// with another number. The search that follows branches is <c>./build.sh fuzz-coverage</c>.
/// </summary>
public sealed class CorpusTests
{
    private const int MutationCount = 20_000; // of each target

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_file_of_a_corpus_keeps_the_laws(string name)
    {
        var target = AllTargets.Named(name);
        var corpus = Corpus.Of(target);

        Assert.NotEmpty(corpus);
        Assert.All(corpus, file => Assert.Null(Finding.Of(target, file.Bytes)?.Text));
        Assert.All(corpus, file => Assert.InRange(file.Bytes.Length, 0, target.SizeMax));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_chance_makes_of_a_corpus_keeps_the_laws(string name)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FANOUT_FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1;
        var run = MutationRun.Of(AllTargets.Named(name), seed, MutationCount);

        Assert.True(run.Findings.Count == 0, run.ToString());
        Assert.Equal(MutationCount, run.Count);
    }

    [Fact]
    public void Every_corpus_is_of_a_target() => Assert.Equal(
        AllTargets.List.Select(static target => target.Name).Order(StringComparer.Ordinal),
        Directory.GetDirectories(Path.Combine(Corpus.Root, "tests", "Fuzz", "corpora")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_input_of_nothing_keeps_the_laws() =>
        Assert.All(AllTargets.List, static target => Assert.Null(Finding.Of(target, [])?.Text));
}
