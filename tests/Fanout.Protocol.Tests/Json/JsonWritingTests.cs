using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pair = Fanout.Protocol.Messages.Pair;
using Status = Fanout.Protocol.Messages.Status;

namespace Fanout.Protocol.Tests.Json;

public sealed class JsonWritingTests
{
    [Fact]
    public void Prints_zeros_empty_strings_and_empty_lists_of_a_state()
    {
        var score = new Score { Home = 1, Basis = ScoreBasis.Types.Value.Goals };
        AssertJson("""{"home":1,"away":0,"periods":[],"basis":"GOALS"}""", score);
        AssertJson("""{"side":"","formation":"","players":[]}""", new Lineup());
    }

    [Fact]
    public void Prints_a_whole_match_with_every_list_and_no_absent_part()
    {
        AssertJson(
            """
            {"id":"m1","status":"LIVE","phase":"","incidents":[],"stats":[],"sport":"football","season":"","round":"",
            "venue":"","startPrecision":"UNSPECIFIED","timeZone":"","participants":[],"coverage":"UNSPECIFIED",
            "result":"UNSPECIFIED","lineups":[]}
            """.ReplaceLineEndings(""),
            new MatchState { Id = "m1", Sport = "football", Status = Status.Types.Value.Live });
    }

    [Fact]
    public void Prints_optional_fields_only_when_present_zero_or_not()
    {
        AssertJson("""{"away":0}""", new BaseballInning { Away = 0 });
        AssertJson("{}", new BaseballInning());
        AssertJson("""{"winner":"HOME"}""", new MatchDelta { Winner = Winner.Types.Value.Home });
    }

    [Fact]
    public void Leaves_empty_lists_out_of_changes_but_not_out_of_tails()
    {
        AssertJson("""{"score":{"home":0},"cleared":["winner"]}""",
            new MatchDelta { Score = new ScoreChange { Home = 0 }, Cleared = { "winner" } });
        AssertJson("""{"incidents":{"remove":["i1"]}}""",
            new MatchDelta { Incidents = new IncidentEdits { Remove = { "i1" } } });
        AssertJson("""{"keep":0,"items":[]}""", new PeriodTail());
        AssertJson("""{"keep":1,"items":[{"home":6,"away":4}]}""",
            new PairTail { Keep = 1, Items = { new Pair { Home = 6, Away = 4 } } });
    }

    [Fact]
    public void Leaves_out_of_an_event_what_says_nothing()
    {
        var score = new ScoreEvent
        {
            Id = "e1",
            Match = "m1",
            At = new Timestamp { Seconds = 1_795_370_400 },
            Fixture = new Fixture { Sport = "football", Home = new Participant { Id = "t1", Name = "Reds" } },
            Stat = new StatUpdate { Key = "corners", Away = 3 },
            Score = new ScoreUpdate { Home = 0, Periods = { new PeriodScore { Phase = "1H" } } },
        };
        AssertJson("""
            {"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z",
            "fixture":{"sport":"football","home":{"id":"t1","name":"Reds"}},
            "score":{"home":0,"periods":[{"phase":"1H","home":0,"away":0}]},"stat":{"key":"corners","home":0,"away":3}}
            """.ReplaceLineEndings(""), score);
    }

    [Fact]
    public void Prints_an_enum_value_that_has_no_name_as_its_number()
    {
        AssertJson("""{"status":99}""", new StatusUpdate { Status = (Status.Types.Value)99 });
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_763_834_400_000, "1763834400000")]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e300, "1E+300")]
    public void Prints_doubles_in_the_fewest_digits_that_read_back(double value, string expected)
    {
        AssertJson($$"""{"active":"","staleSinceMs":{{expected}}}""", new Feed { StaleSinceMs = value });
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Refuses_a_number_that_JSON_cannot_hold_and_says_where_it_is(double value, string name)
    {
        var state = new MatchState { Stats = { new Stat(), new Stat { Away = value } } };
        var refused = Assert.Throws<JsonFormatException>(() => ProtoJson.ToText(state));
        Assert.Equal("stats[1].away", refused.Path);
        Assert.Equal($"stats[1].away: {name} is not a number that JSON can hold", refused.Message);
    }

    [Fact]
    public void Refuses_an_instant_outside_the_years_of_RFC_3339()
    {
        var score = new ScoreEvent { At = new Timestamp { Seconds = 253_402_300_800 } };
        Assert.Equal("at", Assert.Throws<JsonFormatException>(() => ProtoJson.ToText(score)).Path);
    }

    [Fact]
    public void Prints_names_in_UTF_8_and_escapes_what_JSON_must()
    {
        AssertJson("""{"id":"","name":"Müller 球 \"\\\n"}""", new Player { Name = "Müller 球 \"\\\n" });
    }

    [Fact]
    public void Prints_a_frame_under_its_kind()
    {
        AssertJson("""{"pong":{"nonce":7,"serverTimeMs":12}}""",
            new ServerFrame { Pong = new Pong { Nonce = 7, ServerTimeMs = 12 } });
        AssertJson("""{"delta":{"topicId":1,"seq":2,"match":{"phase":"2H"},"stateHash":4294967295,"publishedMs":0}}""",
            new ServerFrame
            {
                Delta = new Delta
                {
                    TopicId = 1,
                    Seq = 2,
                    Match = new MatchDelta { Phase = "2H" },
                    StateHash = uint.MaxValue
                },
            });
    }

    [Fact]
    public void Refuses_messages_with_fields_that_the_form_does_not_have()
    {
        var bytes = Assert.Throws<NotSupportedException>(() => ProtoJson.ToText(new BytesValue()));
        Assert.Contains("google.protobuf.BytesValue.value", bytes.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => ProtoJson.ToText(new Int64Value()));
        Assert.Throws<NotSupportedException>(() => ProtoJson.ToText(new Struct())); // a map
    }

    private static void AssertJson(string expected, IMessage message) =>
        Assert.Equal(expected, ProtoJson.ToText(message));
}
