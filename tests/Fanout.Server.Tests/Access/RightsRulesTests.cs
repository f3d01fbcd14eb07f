using Fanout.Server.Access;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Access;

/// <summary>Tiers and territories of the configuration.</summary>
public sealed class RightsRulesTests
{
    private static readonly string[] Everything =
    [
        "match/de:1", "score/de:1", "events/de:1", "match/cup:9", "score/cup:9", "match/m1", "score/m1", "board/live", "board/competition/de",
    ];

    private static readonly string[] Matches = ["de:1", "cup:9", "m1"];

    private readonly AccessOptions _options = new()
    {
        Tiers =
        {
            ["gold"] = new RightsForm { Topics = ["*"], Subscriptions = 50, Connections = 4 },
            ["scores"] = new RightsForm { Topics = ["score/*", "board/*"], DelaySeconds = 30 },
        },
        Territories =
        {
            ["league"] = new TerritoryOptions { Matches = ["de:*"], Allowed = ["DE", "AT"] },
            ["cup"] = new TerritoryOptions { Matches = ["cup:9", "cup:1*"], Denied = ["AT"] },
        },
    };

    [Theory]
    [InlineData("DE", "match/de:1 score/de:1 events/de:1 match/cup:9 score/cup:9 match/m1 score/m1 board/live board/competition/de")]
    [InlineData("AT", "match/de:1 score/de:1 events/de:1 match/m1 score/m1 board/live board/competition/de")]
    [InlineData("FR", "match/cup:9 score/cup:9 match/m1 score/m1 board/live board/competition/de")]
    [InlineData(null, "match/m1 score/m1 board/live board/competition/de")]
    public void Every_rule_that_a_match_falls_under_must_allow_where_the_reader_is(string? territory, string open)
    {
        var rights = Of(new ReaderForm { Topics = ["*"], Territory = territory });
        Assert.Equal(open.Split(' '), Everything.Where(name => rights.MaySee(Name(name))));
    }

    [Fact]
    public void A_right_to_the_very_match_opens_it_no_more_than_one_to_all()
    {
        var rights = Of(new ReaderForm { Topics = ["match/de:1", "score/de:2", "board/live"], Territory = "FR" });
        Assert.DoesNotContain(Everything, name => rights.MaySee(Name(name))); // nor a board: no match would be on it
        Assert.False(rights.MayList("de:1"));
        Assert.True(rights.View!.IsEmpty);
    }

    [Fact]
    public void A_match_that_is_closed_is_in_no_list_and_on_no_board()
    {
        var rights = Of(new ReaderForm { Topics = ["*"], Territory = "FR" });
        Assert.Equal(["cup:9", "m1"], Matches.Where(rights.MayList));
        Assert.Equal(["cup:9", "m1"], Matches.Where(rights.View!.Shows));
    }

    [Theory]
    [InlineData("*", "FR", "*", "US", true)] // another place, the same matches
    [InlineData("*", "FR", "*", "AT", false)]
    [InlineData("score/m*", "FR", "score/m*", "DE", true)] // no rule touches them
    [InlineData("score/m*,score/de:*", "FR", "score/m*", "DE", true)]
    [InlineData("score/d*", "FR", "score/d*", "DE", false)]
    public void Readers_who_see_the_same_matches_share_boards_wherever_they_are(
        string topics, string territory, string others, string elsewhere, bool share)
    {
        var one = Of(new ReaderForm { Topics = topics.Split(','), Territory = territory }).View;
        var other = Of(new ReaderForm { Topics = others.Split(','), Territory = elsewhere }).View;
        Assert.Equal(share, Equals(one, other));
    }

    [Fact]
    public void Where_no_rule_closes_anything_all_matches_are_shown() =>
        Assert.Null(Of(new ReaderForm { Topics = ["*"], Territory = "DE" }).View);

    [Fact]
    public void Who_reads_without_a_token_is_where_the_configuration_says_and_else_nowhere()
    {
        var rules = new RightsRules(_options);
        Assert.True(new AnonymousForm().TryRead(rules, out var nowhere, out _));
        Assert.True(new AnonymousForm { Territory = "DE", Tier = "scores" }.TryRead(rules, out var there, out _));
        Assert.Equal((false, true), (nowhere.MaySee(Name("score/de:1")), nowhere.MaySee(Name("score/m1"))));
        Assert.Equal((true, false), (there.MaySee(Name("score/de:1")), there.MaySee(Name("match/m1"))));
        Assert.Equal(["read:score/*", "read:board/*", "delaySeconds=30", "tier=scores", "territory=DE"], there.Names);
    }

    [Fact]
    public void A_tier_is_what_its_readers_may_see()
    {
        var rights = Of(new ReaderForm { Tier = "Scores" }); // names of settings have no case
        Assert.Equal(["read:score/*", "read:board/*", "delaySeconds=30", "tier=Scores"], rights.Names);
    }

    [Fact]
    public void What_else_a_token_says_narrows_its_tier_and_never_widens_it()
    {
        var less = Of(new ReaderForm
        {
            Tier = "gold",
            Topics = ["score/m*", "events/m1"],
            Fields = "score",
            DelaySeconds = 60,
            Subscriptions = 5,
            Connections = 9,
        });
        Assert.Equal(
            ["read:score/m*", "read:events/m1", "fields=score", "delaySeconds=60", "subscriptions=5", "connections=4", "tier=gold"], less.Names);

        var more = Of(new ReaderForm { Tier = "scores", Topics = ["*"], Fields = "full", DelaySeconds = 0, Subscriptions = 5 });
        Assert.Equal(["read:score/*", "read:board/*", "delaySeconds=30", "subscriptions=5", "tier=scores"], more.Names);
        Assert.Equal(["read:score/m1"], Of(new ReaderForm { Tier = "scores", Topics = ["match/*", "score/m1"] }).Names.Take(1));
    }

    [Theory]
    [InlineData(null, "de", null, "territory: \"de\" is not a code of ISO 3166-1 alpha-2, like DE")]
    [InlineData(null, "UK", null, "territory: \"UK\" is not a code of ISO 3166-1 alpha-2, like DE")]
    [InlineData(null, "XX", null, "territory: \"XX\" is not a code of ISO 3166-1 alpha-2, like DE")]
    [InlineData(null, "", null, "territory: \"\" is not a code of ISO 3166-1 alpha-2, like DE")]
    [InlineData("silver", null, null, "tier: \"silver\" is not one of this server's")]
    [InlineData("scores", null, "match/m1", "topics: tier \"scores\" opens none of them")]
    [InlineData("scores", null, "matches/*", "topic \"matches/*\": it is *, or begins with match/, score/, events/, board/")]
    [InlineData(null, "DE", null, "topics: 0 of them, 1 to 200 may be")]
    public void What_cannot_be_is_named(string? tier, string? territory, string? topic, string problem)
    {
        var form = new ReaderForm { Tier = tier, Territory = territory, Topics = topic is null ? null : [topic] };
        Assert.False(new RightsRules(_options).TryRead(form, out _, out var named));
        Assert.Equal(problem, named);
    }

    [Fact]
    public void Settings_that_cannot_be_are_named()
    {
        _options.Tiers["odd"] = new RightsForm { Topics = ["score/*"], Fields = "some" };
        _options.Territories["none"] = new TerritoryOptions { Matches = [] };
        _options.Territories["both"] = new TerritoryOptions { Matches = ["m1"], Allowed = ["DE"], Denied = ["FR"] };
        _options.Territories["odd"] = new TerritoryOptions { Matches = ["match/m1", "**", ""], Allowed = ["Germany"] };
        _options.Territories["empty"] = new TerritoryOptions { Matches = ["*"], Denied = [] };
        Assert.Equal(
            [
                "Access:Tiers:odd: fields: \"some\" is not one of full, score",
                "Access:Territories:none:Matches: 0 of them, 1 to 250 may be",
                "Access:Territories:none: either Allowed or Denied says where, and only one of them",
                "Access:Territories:both: either Allowed or Denied says where, and only one of them",
                "Access:Territories:odd:Matches: no match has the id \"match/m1\", nor does one begin so",
                "Access:Territories:odd:Matches: no match has the id \"**\", nor does one begin so",
                "Access:Territories:odd:Matches: no match has the id \"\", nor does one begin so",
                "Access:Territories:odd:Allowed: \"Germany\" is not a code of ISO 3166-1 alpha-2, like DE",
                "Access:Territories:empty:Denied: 0 of them, 1 to 250 may be",
            ],
            RightsRules.FaultsOf(_options));
    }

    [Fact]
    public void A_code_is_two_capitals_and_there_are_250() =>
        Assert.Equal(250, Territory.Codes.Count(static code => code.Length == 2 && code.All(char.IsAsciiLetterUpper)));

    private Rights Of(ReaderForm form)
    {
        Assert.True(new RightsRules(_options).TryRead(form, out var rights, out var problem), problem);
        return rights;
    }

    private static TopicName Name(string text) => TopicName.TryParse(text, out var name, out _) ? name : throw new ArgumentException(text);
}
