using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters;
using static Fanout.Ingest.Tests.Adapters.Retrosheet.Written;

namespace Fanout.Ingest.Tests.Adapters.Retrosheet;

/// <summary>What cannot be read is said, with its line; everything else is used; nothing throws.</summary>
public sealed class DamagedFileTests
{
    [Fact]
    public void Does_not_count_a_play_whose_line_breaks_off()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "T8") + "play,1,0,visia001,00,,S");
        var problem = reading.Problems[0];
        Assert.Equal((ProblemKind.Unreadable, "line 15"), (problem.Kind, problem.Place));
        Assert.True(reading.Score(BeeGame).Baseball.Bases.Third);
    }

    [Fact]
    public void Passes_over_lines_that_are_no_records_and_takes_the_rest()
    {
        var reading = Reading.OfTexts(Head() + "play,one,0,visia001,00,,S7\nnonsense\nplay,1,2,visia001,00,,S7\nsub,x\nradj,y,5\n" + Play(1, 0, "HR/F7"));
        Assert.Equal(
            ["line 14", "line 15", "line 16", "line 17", "line 18"],
            reading.Problems.Where(static problem => problem.Kind == ProblemKind.Unreadable).Select(static problem => problem.Place).Order());
        Assert.Equal(1, reading.Score(BeeGame).Away);
    }

    [Fact]
    public void Quotes_a_play_that_it_does_not_understand_and_takes_its_runs()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "T8") + Play(1, 0, "QQ.3-H"));
        Assert.Contains("\"QQ\"", reading.Problems[0].Text, StringComparison.Ordinal);
        Assert.Equal(1, reading.Score(BeeGame).Away);
    }

    [Fact]
    public void Says_so_when_a_half_inning_ends_early_or_goes_on_too_long()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "8") + Three(1, 1) + Play(1, 1, "9") + Three(2, 0));
        Assert.Equal(
            ["1T ends with 1 out; 1B was followed", "4 outs in \"9\"; it was followed"],
            reading.Problems.Where(static problem => problem.Kind == ProblemKind.Contradiction).Select(static problem => problem.Text));
    }

    [Fact]
    public void Takes_the_runs_of_a_record_that_comes_too_late_and_stays_where_the_game_is()
    {
        var reading = Reading.OfTexts(Head() + Three(1, 0) + Three(1, 1) + Three(2, 0) + Play(1, 1, "HR/F7") + Three(2, 1));
        Assert.Equal(1, reading.Score(BeeGame).Baseball.Innings[0].Home);
        Assert.Equal(["1T", "1B", "2T", "2B"], reading.Events.Where(static read => read.Phase is not null).Select(static read => read.Phase.Phase));
        Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Contradiction);
    }

    [Fact]
    public void Follows_the_first_of_two_games_with_one_id_and_says_so_unless_they_are_the_same()
    {
        Assert.Empty(Reading.OfTexts(Game(), Game()).Problems);
        var reading = Reading.OfTexts(Game() + Head() + Three(1, 0) + Data);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
        Assert.Equal(1, reading.Score(BeeGame).Home);
    }

    [Fact]
    public void Reads_names_in_either_encoding()
    {
        var text = Head().Replace("Vi Sitor", "Víctor Peña", StringComparison.Ordinal) + Play(1, 0, "HR/F7");
        foreach (var bytes in new[] { Encoding.Latin1.GetBytes(text), Encoding.UTF8.GetBytes(text) })
            Assert.Equal("Víctor Peña", Assert.Single(ReadBytes(bytes), static read => read.Incident is not null).Incident.Player);
    }

    [Fact]
    public void Reads_lines_of_either_system_and_the_sign_with_which_DOS_ended_files()
    {
        var events = ReadBytes(Encoding.ASCII.GetBytes("\n" + Game().Replace("\n", "\r\n", StringComparison.Ordinal) + "\u001A"));
        Assert.Equal(Reading.OfTexts(Game()).Events.Select(Plain), events.Select(Plain));
    }

    [Fact]
    public void Refuses_a_game_without_a_usable_id_and_reads_the_next()
    {
        var reading = Reading.As("retrosheet", Play(1, 0, "S7") + Game("A B/C") + Game());
        Assert.Equal([BeeGame], reading.Matches);
        Assert.Equal(["line 1", "line 2"], reading.Problems.Select(static problem => problem.Place));
    }

    [Fact]
    public void Never_throws_on_a_file_with_bytes_changed_or_cut()
    {
        var whole = Encoding.UTF8.GetBytes(
            Head(infos: "info,tiebreaker,2") + Play(1, 0, "S7/L7.1-2(E7/TH)") + Play(1, 0, "NP") + "sub,newab001,\"New Arm\",1,9,1\n"
            + Play(1, 0, "POCS2(13E6).1-3", "21") + "radj,visia001,2\ncom,\"Suspend=20260607,HIV01,0,0,18\"\n" + Play(2, 1, "64(1)3/GDP") + Data);
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4];
        Gen.Select(damage, Gen.Int[0, whole.Length]).Sample((changes, length) =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes) bytes[at] = value;
            Assert.All(ReadBytes(bytes.AsMemory(0, length)), static read => Assert.False(string.IsNullOrEmpty(read.Id)));
        });
    }

    private static string Plain(Protocol.Messages.ScoreEvent read) => read.ToString();

    private static List<Protocol.Messages.ScoreEvent> ReadBytes(ReadOnlyMemory<byte> bytes) =>
        [.. FeedFormats.Shipped.Find("retrosheet")!.Open().Read([FeedFile.OfBytes("game", bytes)], static _ => { })];
}
