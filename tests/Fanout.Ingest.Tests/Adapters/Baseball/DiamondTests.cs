using Fanout.Ingest.Adapters.Baseball;

namespace Fanout.Ingest.Tests.Adapters.Baseball;

public sealed class DiamondTests
{
    private readonly Diamond _diamond = new();
    private readonly List<string> _troubles = [];

    [Fact]
    public void Remembers_who_stands_where_and_names_who_scores()
    {
        Assert.Empty(Play("T8", "ann"));
        Assert.Equal(["ann"], Play("S7.3-H", "bea"));
        Assert.Empty(Play("W.1-2", "cora"));
        Assert.Equal(["bea", "cora", "dot"], Play("HR.2-H;1-H", "dot"));
        Assert.Empty(_troubles);
    }

    [Fact]
    public void Lets_those_on_base_score_on_a_home_run_that_does_not_say_so()
    {
        Play("S7", "ann");
        Assert.Equal(["ann", "bea"], Play("HR", "bea"));
        Assert.Empty(_troubles);
    }

    [Fact]
    public void Counts_outs_to_three_and_says_when_there_are_more()
    {
        Play("S7", "ann");
        Play("64(1)3/GDP", "bea");
        Assert.Equal(2, _diamond.Outs);
        Play("8", "cora");
        Play("9", "dot");
        Assert.Equal(3, _diamond.Outs);
        Assert.Equal(["4 outs"], _troubles);
    }

    [Fact]
    public void Moves_on_a_runner_whose_base_is_taken()
    {
        Play("S7", "ann");
        Play("S8", "bea");
        Assert.True(_diamond.IsOccupied(1) && _diamond.IsOccupied(2));
        Assert.Contains("two runners on base 1", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_a_run_of_somebody_whom_no_play_put_on_base()
    {
        Assert.Equal([""], Play("WP.3-H", "ann"));
        Assert.Contains("nobody was on base 3", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_one_run_for_another()
    {
        Play("D7", "ann");
        _diamond.Replace("ann", "zoe");
        Assert.Equal(["zoe"], Play("S8.2-H", "bea"));
    }

    private List<string> Play(string text, string batter) => _diamond.Apply(PlayCode.Read(text), batter, _troubles.Add);
}
