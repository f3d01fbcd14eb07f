using Fanout.Server.Access;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Access;

public sealed class RightsTests
{
    private static readonly string[] Everything =
        ["match/m1", "score/m1", "events/m1", "board/live", "board/sport/tennis", "board/day/2026-11-30/2"];

    [Theory]
    [InlineData("*", "match/m1 score/m1 events/m1 board/live board/sport/tennis board/day/2026-11-30/2")]
    [InlineData("match/*", "match/m1")]
    [InlineData("score/*", "score/m1")]
    [InlineData("score/m", "")]
    [InlineData("score/m1", "score/m1")]
    [InlineData("score/m*", "score/m1")]
    [InlineData("match/*,score/m1", "match/m1 score/m1")]
    [InlineData("score/*,board/*", "score/m1 board/live board/sport/tennis board/day/2026-11-30/2")]
    [InlineData("score/*,board/day/2026-11-30", "score/m1 board/day/2026-11-30/2")]
    [InlineData("match/*,board/live", "match/m1 board/live")]
    public void Topics_are_open_by_name_or_by_beginning(string patterns, string open)
    {
        var rights = Of(new RightsForm { Topics = patterns.Split(',') });
        Assert.Equal(open.Split(' ', StringSplitOptions.RemoveEmptyEntries), Everything.Where(name => rights.MaySee(Name(name))));
    }

    [Theory]
    [InlineData("board/*", false)]
    [InlineData("board/*,events/*", false)]
    [InlineData("board/*,score/m1", true)]
    [InlineData("board/*,match/m*", true)]
    [InlineData("score/*", false)]
    public void A_board_is_open_by_name_to_who_may_see_any_match(string patterns, bool isOpen)
    {
        var rights = Of(new RightsForm { Topics = patterns.Split(',') });
        Assert.Equal(isOpen, rights.MaySee(Name("board/live")));
    }

    [Fact]
    public void Fields_score_closes_all_but_score_views_and_boards()
    {
        var rights = Of(new RightsForm { Topics = ["*"], Fields = "score" });
        Assert.Equal(
            ["score/m1", "board/live", "board/sport/tennis", "board/day/2026-11-30/2"],
            Everything.Where(name => rights.MaySee(Name(name))));
    }

    [Fact]
    public void Whose_only_right_to_matches_is_closed_by_fields_sees_no_board()
    {
        var rights = Of(new RightsForm { Topics = ["match/*", "board/*"], Fields = "score" });
        Assert.DoesNotContain(Everything, name => rights.MaySee(Name(name)));
        Assert.False(rights.MayList("m1"));
    }

    [Fact]
    public void A_match_is_listed_where_any_of_its_topics_is_open()
    {
        var rights = Of(new RightsForm { Topics = ["events/m1"] });
        Assert.True(rights.MayList("m1"));
        Assert.False(rights.MayList("m2"));
    }

    [Fact]
    public void The_delay_is_the_larger_of_asked_and_granted()
    {
        var rights = Of(new RightsForm { Topics = ["*"], DelaySeconds = 30 });
        Assert.Equal([30u, 30u, 60u], new uint[] { 0, 30, 60 }.Select(rights.Granted));
    }

    [Fact]
    public void A_client_is_told_all_of_them()
    {
        var rights = Of(new RightsForm { Topics = ["score/*", "board/live"], Fields = "score", DelaySeconds = 30, Subscriptions = 5 });
        Assert.Equal(["read:score/*", "read:board/live", "fields=score", "delaySeconds=30", "subscriptions=5"], rights.Names);
        Assert.Equal(["read"], Rights.All.Names);
    }

    [Theory]
    [InlineData("", "topics: 0 of them, 1 to 200 may be")]
    [InlineData("scores/*", "topic \"scores/*\": it is *, or begins with match/, score/, events/, board/")]
    [InlineData("score/*/x", "topic \"score/*/x\": * stands at the end alone")]
    [InlineData("score/**", "topic \"score/**\": * stands at the end alone")]
    [InlineData("**", "topic \"**\": it is *, or begins with match/, score/, events/, board/")]
    public void Topics_that_cannot_be_are_named(string patterns, string problem) =>
        Assert.Equal(problem, ProblemOf(new RightsForm { Topics = patterns.Split(',', StringSplitOptions.RemoveEmptyEntries) }));

    [Fact]
    public void What_else_cannot_be_is_named()
    {
        Assert.Equal("topics: 0 of them, 1 to 200 may be", ProblemOf(new RightsForm()));
        Assert.Equal("topics: 201 of them, 1 to 200 may be", ProblemOf(new RightsForm { Topics = [.. Enumerable.Repeat("*", 201)] }));
        Assert.Equal("a topic is empty", ProblemOf(new RightsForm { Topics = [""] }));
        Assert.Equal("a topic has 1025 characters, 1024 may be", ProblemOf(new RightsForm { Topics = [new string('*', 1025)] }));
        Assert.Equal("fields: \"some\" is not one of full, score", ProblemOf(new RightsForm { Topics = ["*"], Fields = "some" }));
        Assert.Equal("delaySeconds: 121 is not 0 to 120", ProblemOf(new RightsForm { Topics = ["*"], DelaySeconds = 121 }));
        Assert.Equal("delaySeconds: -1 is not 0 to 120", ProblemOf(new RightsForm { Topics = ["*"], DelaySeconds = -1 }));
        Assert.Equal("subscriptions: 0 is not 1 or more", ProblemOf(new RightsForm { Topics = ["*"], Subscriptions = 0 }));
    }

    private static Rights Of(RightsForm form) => GivenAccess.RightsOf(form);

    private static string? ProblemOf(RightsForm form) => Rights.TryRead(form, out _, out var problem) ? null : problem;

    private static TopicName Name(string text) => TopicName.TryParse(text, out var name, out _) ? name : throw new ArgumentException(text);
}
