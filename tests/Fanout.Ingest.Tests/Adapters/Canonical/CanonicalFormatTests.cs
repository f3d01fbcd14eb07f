using Fanout.Ingest.Adapters;
using Fanout.Protocol.Json;

namespace Fanout.Ingest.Tests.Adapters.Canonical;

public sealed class CanonicalFormatTests
{
    private const string Fixture =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"}}}""";

    private const string Goal = """{"id":"e2","match":"m1","at":"2026-11-22T18:23:00Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home"}}""";

    [Fact]
    public void Reads_lines_and_arrays_alike()
    {
        var lines = Reading.OfTexts($"{Fixture}\r\n\n{Goal}");
        var array = Reading.OfTexts($" [{Fixture},{Goal}]");
        Assert.Equal(["e1", "e2"], lines.Events.Select(static read => read.Id));
        Assert.Equal(lines.Events, array.Events);
        Assert.Empty(lines.Problems.Concat(array.Problems));
    }

    [Fact]
    public void Passes_over_a_bad_line_and_says_which_it_is()
    {
        var reading = Reading.OfTexts($"{Fixture}\n{{\"id\":5}}\nnot json\n{Goal}\n");
        Assert.Equal(["e1", "e2"], reading.Events.Select(static read => read.Id));
        Assert.Equal(["line 2", "line 3"], reading.Problems.Select(static problem => problem.Place));
    }

    [Fact]
    public void Passes_over_a_line_that_is_too_long()
    {
        var reading = Reading.OfTexts($"{Fixture}\n{new string('x', 3 << 20)}\n{Goal}");
        Assert.Equal(["e1", "e2"], reading.Events.Select(static read => read.Id));
        Assert.Equal("line 2", Assert.Single(reading.Problems).Place);
    }

    [Fact]
    public void Says_where_an_array_breaks_off()
    {
        var reading = Reading.OfTexts($"[{Fixture},{Goal}");
        Assert.Equal(["e1", "e2"], reading.Events.Select(static read => read.Id));
        Assert.Equal(ProblemKind.Unreadable, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Reads_what_another_adapter_gave_and_was_printed()
    {
        var first = Reading.OfPaths(SharedData.PathOf("football-wyscout-json"));
        var printed = string.Join('\n', first.Events.Select(static read => ProtoJson.ToText(read)));
        Assert.Equal(first.Events, Reading.OfTexts(printed).Events);
    }
}
