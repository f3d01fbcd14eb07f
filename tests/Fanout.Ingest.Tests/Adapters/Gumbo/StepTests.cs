using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Gumbo.Written;

namespace Fanout.Ingest.Tests.Adapters.Gumbo;

/// <summary>A document and the steps that follow it, in files and as messages.</summary>
public sealed class StepTests
{
    private static readonly string First = Game(0).Play(1, true, 0, 0).Text;
    private static readonly string Run = Step(0, 10, $"{AddPlay(1, 1, true, 1, 0)},{Line(away: 1)}");
    private static readonly string Second = Step(10, 20, $"{AddPlay(2, 1, true, 2, 0, "home_run")},{Line(away: 2)}");

    private readonly IAdapter _adapter = FeedFormats.Shipped.Find("gumbo-style")!.Open();
    private readonly List<ReadProblem> _problems = [];

    [Fact]
    public void Recognises_documents_steps_and_bare_operations()
    {
        foreach (var text in new[] { First, $"{Run}\n{Second}", $"[{Run}]", $"[{AddPlay(1, 1, true, 1, 0)}]" })
        {
            var sample = new FeedSample("x", Encoding.UTF8.GetBytes(text), Whole: true);
            Assert.Equal("gumbo-style", FeedFormats.Shipped.Recognise(sample)?.Name);
        }

        Assert.Null(FeedFormats.Shipped.Recognise(new FeedSample("x", """[{"op":"add","path":"/a","value":1}]"""u8.ToArray(), Whole: true)));
    }

    [Fact]
    public void Tells_the_steps_of_a_file_whatever_the_order_of_the_files()
    {
        var forwards = Read(("g.first.json", First), ("g.diffs.jsonl", $"{Run}\n{Second}\n"));
        Assert.Equal([1, 2], Scores(forwards));
        Assert.Equal(["gumbo-style:g"], forwards.Select(static read => read.Match).Distinct());
        var adapter = FeedFormats.Shipped.Find("gumbo-style")!.Open();
        Assert.Equal(forwards, adapter.Read([File("g.diffs.jsonl", $"{Run}\n{Second}\n"), File("g.first.json", First)], _problems.Add));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Names_a_match_by_its_number_where_the_files_belong_to_no_set() =>
        Assert.Equal([Bees], Read(("a.json", First), ("b.json", Run)).Select(static read => read.Match).Distinct());

    [Fact]
    public void Names_a_second_game_in_files_of_one_name_by_its_number()
    {
        Assert.Equal(["gumbo-style:g"], Read(("g.first.json", First)).Select(static read => read.Match).Distinct());
        var other = Game(0, pk: 78).Play(1, true, 0, 0).Text;
        Assert.Equal(["gumbo-style:78"], Read(("g.first.json", other)).Select(static read => read.Match).Distinct());
    }

    [Fact]
    public void Takes_steps_one_message_at_a_time_and_none_twice()
    {
        Read(("document", First));
        Assert.Equal([1], Scores(Read(("step", Run))));
        Assert.Empty(Read(("step", Run)));
        Assert.Equal([2], Scores(Read(("answer", $"[{Run},{Second}]"))));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Takes_bare_operations_as_a_step_from_where_the_document_stands()
    {
        Read(("document", First));
        Assert.Equal([1], Scores(Read(("step", $"[{AddPlay(1, 1, true, 1, 0)},{Line(away: 1)}]"))));
    }

    [Fact]
    public void Takes_a_whole_document_in_place_of_a_step()
    {
        var whole = Game(15).Play(1, true, 0, 0).Play(1, true, 1, 0).Text;
        Assert.Equal([1, 2], Scores(Read(("g.first.json", First), ("g.diffs.jsonl", $"{whole}\n{Step(15, 20, $"{AddPlay(2, 1, true, 2, 0)},{Line(away: 2)}")}"))));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Waits_for_a_whole_document_after_a_step_that_is_missing()
    {
        Read(("document", First));
        Assert.Empty(Read(("step", Second)));
        Assert.Empty(Read(("step", Step(20, 30, AddPlay(3, 1, true, 3, 0)))));
        var problem = Assert.Single(_problems);
        Assert.Contains("stands at 20260405_170000", problem.Text, StringComparison.Ordinal);
        Assert.Equal([1, 2], Scores(Read(("document", Game(40).Play(1, true, 0, 0).Play(1, true, 1, 0).Play(1, true, 2, 0).Text))));
    }

    [Fact]
    public void Throws_a_document_away_that_a_step_left_half_changed()
    {
        Read(("document", First));
        Assert.Empty(Read(("step", Step(0, 10, $$"""{{Line(away: 7)}},{"op":"remove","path":"/liveData/nowhere"}"""))));
        Assert.Contains("operation 2, remove /liveData/nowhere: no such place", Assert.Single(_problems).Text, StringComparison.Ordinal);
        Assert.Equal([1], Scores(Read(("document", Game(30).Play(1, true, 0, 0).Play(1, true, 1, 0).Text))));
    }

    [Fact]
    public void Says_where_the_last_document_is_another_than_the_steps_lead_to_and_follows_it()
    {
        var last = Game(10).Play(1, true, 0, 0).Play(1, true, 3, 0).Text;
        var told = Read(("g.first.json", First), ("g.diffs.jsonl", Run), ("g.final.json", last));
        Assert.Equal(3, told[^1].Score.Away);
        var problem = Assert.Single(_problems);
        Assert.Equal((ProblemKind.Contradiction, "g.final.json"), (problem.Kind, problem.File));
        Assert.Contains("/liveData/plays/allPlays/1/result/awayScore", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_steps_to_the_game_whose_document_stands_where_they_begin()
    {
        var other = Game(5, pk: 78).Play(1, true, 0, 0).Text;
        var told = Read(("a", First), ("b", other), ("c", Step(5, 9, $"{AddPlay(1, 1, true, 4, 0)},{Line(away: 4)}")));
        Assert.Equal([4], Scores(told.Where(static read => read.Match == "gumbo-style:78")));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Says_so_of_steps_that_belong_to_no_game()
    {
        Assert.Empty(Read(("c", Run)));
        Assert.Contains("belongs to no game", Assert.Single(_problems).Text, StringComparison.Ordinal);
    }

    /// <summary>The operation that sets the line score of the visitors.</summary>
    private static string Line(int away) =>
        $$"""{"op":"replace","path":"/liveData/linescore/teams/away/runs","value":{{away}}},{"op":"replace","path":"/liveData/linescore/innings/0/away/runs","value":{{away}}}""";

    private static List<int> Scores(IEnumerable<ScoreEvent> told) =>
        [.. told.Where(static one => one.Score is { Away: > 0 }).Select(static one => one.Score.Away)];

    private static FeedFile File(string name, string text) => FeedFile.OfBytes(name, Encoding.UTF8.GetBytes(text));

    private List<ScoreEvent> Read(params (string Name, string Text)[] files) =>
        [.. _adapter.Read([.. files.Select(static file => File(file.Name, file.Text))], _problems.Add)];
}
