using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("match/m1", "m1", 1)]
    [InlineData("score/wyscout:2057961", "wyscout:2057961", 1)]
    [InlineData("events/A.b_c-9", "A.b_c-9", 1)]
    [InlineData("board/live", "live", 1)]
    [InlineData("board/live/2", "live", 2)]
    [InlineData("board/sport/tennis", "sport/tennis", 1)]
    [InlineData("board/competition/c 1/3", "competition/c 1", 3)]
    [InlineData("board/team/São Paulo", "team/São Paulo", 1)]
    [InlineData("board/day/2026-11-22/20", "day/2026-11-22", 20)]
    [InlineData("board/team/a%2Fb/2", "team/a%2Fb", 2)]
    [InlineData("board/team/50%25", "team/50%25", 1)]
    [InlineData("board/competition/a%09b", "competition/a%09b", 1)]
    public void A_name_is_taken_apart_and_written_again(string text, string key, int page)
    {
        Assert.True(TopicName.TryParse(text, out var name, out _));
        Assert.Equal((key, page, text), (name.Key, name.Page, name.ToString()));
    }

    [Theory]
    [InlineData("", "a topic begins with match/, score/, events/ or board/")]
    [InlineData("Match/m1", "a topic begins with match/, score/, events/ or board/")]
    [InlineData("match", "a match id has 1 to 64 characters, this one 0")]
    [InlineData("match/", "a match id has 1 to 64 characters, this one 0")]
    [InlineData("match/a/b", "a match id holds A–Z a–z 0–9 . _ : -, not '/'")]
    [InlineData("score/ü", "a match id holds A–Z a–z 0–9 . _ : -, not 'ü'")]
    [InlineData("board/", "a board is live, sport/…, competition/…, team/… or day/…")]
    [InlineData("board/league/x", "a board is live, sport/…, competition/…, team/… or day/…")]
    [InlineData("board/sport", "board/sport takes 1 part(s) and a page, this name has 0")]
    [InlineData("board/sport/", "board/sport/ takes 1 to 256 characters, this one has 0")]
    [InlineData("board/live/2/3", "board/live takes 0 part(s) and a page, this name has 2")]
    [InlineData("board/live/1", "a page is 2 to 20 (the first has no suffix), not '1'")]
    [InlineData("board/live/02", "a page is 2 to 20 (the first has no suffix), not '02'")]
    [InlineData("board/live/21", "a page is 2 to 20 (the first has no suffix), not '21'")]
    [InlineData("board/live/2\0", "a page is 2 to 20 (the first has no suffix), not '2\0'")]
    [InlineData("board/day/2026-02-30", "a day is yyyy-mm-dd, not '2026-02-30'")]
    [InlineData("board/team/a\tb", "board/team/a\tb is written board/team/a%09b")]
    [InlineData("board/team/50%", "board/team/50% is written board/team/50%25")]
    [InlineData("board/team/a%2fb", "board/team/a%2fb is written board/team/a%2Fb")]
    [InlineData("board/team/wyscout%3A7", "board/team/wyscout%3A7 is written board/team/wyscout:7")]
    public void What_cannot_be_a_name_is_told_why(string text, string problem)
    {
        Assert.False(TopicName.TryParse(text, out _, out var told));
        Assert.Equal(problem, told);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("100 %")]
    [InlineData("%2F")]
    [InlineData("line\nbreak\0\x7f")]
    [InlineData("São Paulo/?#&+")]
    public void Whatever_id_a_feed_gives_its_board_can_be_named_on_the_stream_and_in_a_url(string id)
    {
        foreach (var key in (string[])[TopicName.OfTeam(id), TopicName.OfCompetition(id), TopicName.OfSport(id)])
        {
            Assert.True(TopicName.TryParse($"board/{key}", out var name, out _));
            Assert.Equal((key, $"board/{key}"), (name.Key, name.ToString()));
        }
        Assert.True(TopicName.TryParseBoardPath($"team/{Uri.EscapeDataString(id)}/3", out var inUrl, out _));
        Assert.Equal((TopicName.OfTeam(id), 3), (inUrl.Key, inUrl.Page));
    }

    [Fact]
    public void An_id_of_a_board_is_as_long_as_the_normaliser_takes_it_however_it_is_encoded()
    {
        Assert.True(TopicName.TryParse("board/" + TopicName.OfTeam(new string('/', 256)), out _, out _));
        Assert.False(TopicName.TryParse("board/" + TopicName.OfTeam(new string('/', 257)), out _, out var problem));
        Assert.Equal("board/team/ takes 1 to 256 characters, this one has 257", problem);
    }

    [Fact]
    public void A_match_id_of_65_characters_is_too_long()
    {
        Assert.True(TopicName.TryParse("match/" + new string('x', 64), out _, out _));
        Assert.False(TopicName.TryParse("match/" + new string('x', 65), out _, out var problem));
        Assert.Equal("a match id has 1 to 64 characters, this one 65", problem);
    }
}
