using Fanout.Fuzz.Checking;

namespace Fanout.Fuzz.Tests;

/// <summary>What would go wrong unseen if the harness itself were wrong.</summary>
public sealed class FindingTests
{
    private static FuzzTarget Target(CheckInput check) => AllTargets.List[0] with { Check = check };

    [Fact]
    public void An_exception_is_a_finding_with_the_input_that_made_it()
    {
        var finding = Finding.Of(Target(static _ => throw new InvalidOperationException("why")), [0x41, 0x00]);

        Assert.StartsWith("InvalidOperationException", finding!.Kind, StringComparison.Ordinal);
        Assert.Contains("why", finding.Text, StringComparison.Ordinal);
        Assert.Contains("QQA=", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_law_that_does_not_hold_says_which()
    {
        var finding = Finding.Of(Target(static input => Law.Holds(input.Length == 0)), [1]);

        Assert.Contains("input.Length == 0", finding!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_laws_are_different_kinds()
    {
        var target = Target(static input =>
        {
            Law.Holds(input[0] != 1);
            Law.Holds(input[0] != 2);
        });

        Assert.NotEqual(Finding.Of(target, [1])!.Kind, Finding.Of(target, [2])!.Kind);
    }

    [Fact]
    public void Memory_is_bounded_each_time_and_what_only_the_first_needs_does_not_count()
    {
        byte[]? table = null;

        Assert.Equal(9_000, Allocation.Within(1_000, () => (table ??= new byte[9_000]).Length));
        Assert.Throws<BrokenLawException>(() => Allocation.Within(1_000, static () => new byte[9_000].Length));
    }

    [Fact]
    public void A_number_makes_the_same_input_each_time_and_none_is_too_long()
    {
        var mutation = new Mutation(["one input"u8.ToArray(), "another one"u8.ToArray()], ["word"u8.ToArray()], sizeMax: 12);
        var made = Enumerable.Range(0, 500).Select(mutation.Of).ToList();

        Assert.All(made, static input => Assert.InRange(input.Length, 0, 12));
        Assert.Equal(made.Select(Convert.ToHexString), Enumerable.Range(0, 500).Select(mutation.Of).Select(Convert.ToHexString));
        Assert.InRange(made.DistinctBy(Convert.ToHexString).Count(), 300, 500);
    }

    [Fact]
    public void Every_dictionary_has_words()
    {
        Assert.All(AllTargets.List, static target => Assert.NotEmpty(Corpus.WordsOf(target)));
        Assert.Contains(Corpus.WordsOf(AllTargets.Named("frames")), static word => word.AsSpan().SequenceEqual<byte>([0x88, 0x02, 0x03, 0xE8]));
    }
}
