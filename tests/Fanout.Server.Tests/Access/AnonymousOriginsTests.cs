using Fanout.Server.Access;

namespace Fanout.Server.Tests.Access;

public sealed class AnonymousOriginsTests
{
    [Theory]
    [InlineData(null, true)] // no browser
    [InlineData("https://scores.example", true)]
    [InlineData("HTTPS://Scores.example", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://scores.example", false)]
    [InlineData("https://scores.example:8443", false)]
    [InlineData("https://scores.example.evil.example", false)]
    [InlineData("https://evil.example,https://scores.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Only_the_listed_origins_may(string? origin, bool may) =>
        Assert.Equal(may, new AnonymousOrigins(["https://scores.example", "http://localhost:3000"], tokensTaken: false).Allows(origin));

    [Theory]
    [InlineData("https://scores.example", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://[2001:db8::1]:8080", true)]
    [InlineData("capacitor://localhost", true)] // an app's web view
    [InlineData("https://scores.example/", false)]
    [InlineData("https://scores.example/page", false)]
    [InlineData("https://user@scores.example", false)]
    [InlineData("https://*.example", false)]
    [InlineData("scores.example", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void An_origin_is_what_browsers_send(string text, bool isOne) => Assert.Equal(isOne, AnonymousOrigins.IsOrigin(text));

    [Fact]
    public void Without_topics_everything_is_open_to_the_origins()
    {
        Assert.True(new AnonymousForm { Origins = ["https://scores.example"] }.TryRead(RightsRules.None, out var rights, out _));
        Assert.Equal(["read"], rights.Names);
        Assert.False(new AnonymousForm { Origins = [] }.TryRead(RightsRules.None, out _, out var none));
        Assert.Equal("origins: 0 of them, 1 to 200 may be", none);
        Assert.False(new AnonymousForm { Origins = ["scores.example"] }.TryRead(RightsRules.None, out _, out var wrong));
        Assert.StartsWith("origins: \"scores.example\" is not an origin", wrong, StringComparison.Ordinal);
    }
}
