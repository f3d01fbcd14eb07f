using Fanout.Client.Reading;

namespace Fanout.Client.Tests.Reading;

public sealed class MatchFilterTests
{
    [Fact]
    public void No_filter_asks_for_nothing() => Assert.Equal("", new MatchFilter().Query());

    [Fact]
    public void Values_are_escaped_and_days_are_iso() => Assert.Equal(
        "?status=LIVE&competition=a%26b&day=2026-11-22&limit=5",
        new MatchFilter { Status = "LIVE", Competition = "a&b", Day = new DateOnly(2026, 11, 22), Limit = 5 }.Query());
}
