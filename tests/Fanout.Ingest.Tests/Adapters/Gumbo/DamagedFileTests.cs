using System.Text;
using System.Text.Json;
using CsCheck;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Gumbo.Written;

namespace Fanout.Ingest.Tests.Adapters.Gumbo;

/// <summary>What cannot be read is said, with its place; everything else is used; nothing throws.</summary>
public sealed class DamagedFileTests
{
    private readonly List<ReadProblem> _problems = [];

    [Fact]
    public void Reads_a_document_over_many_lines_with_a_byte_order_mark()
    {
        var text = "\uFEFF" + Game(0).Play(1, true, 1, 0).Json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        Assert.Equal(1, Read(Encoding.UTF8.GetBytes(text)).Last(static read => read.Score is not null).Score.Away);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Reads_names_that_are_not_UTF8_and_marks_texts_that_are_none()
    {
        var text = Game(0).Play(1, true, 1, 0).Text.Replace("Vi Sitor", "Ví Sitor", StringComparison.Ordinal).Replace("\\u00ED", "í", StringComparison.Ordinal);
        Assert.Contains(Read(Encoding.Latin1.GetBytes(text)), static read => read.Incident?.Player == "Ví Sitor");
        Assert.Contains(
            Read(Encoding.UTF8.GetBytes(text.Replace("Ví Sitor", "V\\ud83d", StringComparison.Ordinal))), static read => read.Incident?.Player == "\uFFFD");
    }

    [Fact]
    public void Says_where_a_document_breaks_off()
    {
        var text = Game(0).Play(1, true, 1, 0).Json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        Assert.Empty(Read(Encoding.UTF8.GetBytes(text[..^40])));
        Assert.StartsWith("line ", Assert.Single(_problems).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_over_a_broken_line_among_steps_and_what_depends_on_it()
    {
        var adapter = FeedFormats.Shipped.Find("gumbo-style")!.Open();
        var lines = $"{Game(0).Play(1, true, 0, 0).Text}\n{{\"diff\":[oops]}}\n{{\"hello\":1}}\n{Step(0, 9, AddPlay(1, 1, true, 1, 0))}";
        var told = adapter.Read([FeedFile.OfBytes("g", Encoding.UTF8.GetBytes(lines))], _problems.Add).ToList();
        Assert.Equal(["line 2", "line 3"], _problems.Select(static problem => problem.Place));
        Assert.Contains(told, static read => read.Incident is not null);
    }

    [Fact]
    public void Counts_plays_that_do_not_say_when_they_were()
    {
        Read(Encoding.UTF8.GetBytes(Game(0).Play(1, true, 1, 0).With(static json => json["liveData"]!["plays"]!["allPlays"]!.AsArray().Add(7)).Text));
        Assert.Contains("1 plays", Assert.Single(_problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_document_without_a_time_and_says_what_it_assumed()
    {
        var told = Read(Encoding.UTF8.GetBytes(Game(0).Play(1, true, 1, 0).With(static json => json.AsObject().Remove("metaData")).Text));
        Assert.Equal(ProblemKind.Assumption, Assert.Single(_problems).Kind);
        Assert.Equal(1, told.Last(static read => read.Score is not null).Score.Away);
    }

    [Fact]
    public void Never_throws_on_files_with_bytes_changed_or_cut()
    {
        var document = Encoding.UTF8.GetBytes(Game(0).Play(1, true, 0, 0).Play(1, false, 0, 1).Text);
        var steps = Encoding.UTF8.GetBytes($"{Step(0, 10, AddPlay(2, 2, true, 1, 1))}\n{Step(10, 20, """{"op":"remove","path":"/liveData/plays/allPlays/1"}""")}\n");
        var damage = Gen.Select(Gen.Int[0, document.Length + steps.Length - 1], Gen.Byte).Array[1, 4];
        Gen.Select(damage, Gen.Int[0, document.Length], Gen.Int[0, steps.Length]).Sample((changes, documentLength, stepsLength) =>
        {
            var (one, other) = (document.ToArray(), steps.ToArray());
            foreach (var (at, value) in changes)
            {
                if (at < one.Length) one[at] = value;
                else other[at - one.Length] = value;
            }

            var files = new[] { FeedFile.OfBytes("a.first.json", one.AsMemory(0, documentLength)), FeedFile.OfBytes("a.diffs.jsonl", other.AsMemory(0, stepsLength)) };
            Assert.All(FeedFormats.Shipped.Find("gumbo-style")!.Open().Read(files, static _ => { }), static read => Assert.NotEmpty(read.Id));
            // The same, whole: what is wrong then lies in the values, not in the syntax.
            files = [FeedFile.OfBytes("a.first.json", one), FeedFile.OfBytes("a.diffs.jsonl", other)];
            Assert.All(FeedFormats.Shipped.Find("gumbo-style")!.Open().Read(files, static _ => { }), static read => Assert.NotEmpty(read.Id));
        });
    }

    private List<ScoreEvent> Read(byte[] bytes) =>
        [.. FeedFormats.Shipped.Find("gumbo-style")!.Open().Read([FeedFile.OfBytes("g", bytes)], _problems.Add)];
}
