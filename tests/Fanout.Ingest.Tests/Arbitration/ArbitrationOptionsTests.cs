using Fanout.Ingest.Arbitration;
using Microsoft.Extensions.Configuration;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Settings of policies: what is wrong is named, with its value and what may be.</summary>
public sealed class ArbitrationOptionsTests
{
    [Fact]
    public void A_policy_is_read_from_the_configuration()
    {
        var options = Bound(
            ("Arbitration:Policies:0:Sport", "football"),
            ("Arbitration:Policies:0:Silence", "00:00:20"),
            ("Arbitration:Policies:0:Feeds:0:Name", "official"),
            ("Arbitration:Policies:0:Feeds:0:Authoritative", "true"),
            ("Arbitration:Policies:0:Feeds:1:Name", "scout"),
            ("Arbitration:Policies:0:Feeds:1:Fast", "true"),
            ("Arbitration:Policies:0:Feeds:2:Name", "numbers"),
            ("Arbitration:Policies:0:Feeds:2:Statistics", "true"),
            ("Arbitration:Policies:0:Feeds:2:Lineups", "true"));

        Assert.True(Check(options).Succeeded);
        var policy = new ArbitrationPolicy(options.Policies.Single());
        Assert.Equal(20_000, policy.SilenceMs);
        Assert.True(policy.IsAuthoritative("official"));
        Assert.True(policy.IsFast("scout"));
        Assert.Equal(["numbers"], policy.Statistics);
        Assert.Equal(["numbers"], policy.Lineups);
        Assert.True(policy.Prefers("official", "scout") && policy.Prefers("scout", "a-feed-that-is-not-listed"));
        Assert.True(policy.Covers("football", "any") && !policy.Covers("tennis", "any"));
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_refused()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Bound(("Arbitration:Policies:0:Silense", "00:00:20")));

        Assert.StartsWith("Fanout:Arbitration: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Silense", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named()
    {
        var policy = new PolicyOptions
        {
            Sport = "quidditch",
            Silence = TimeSpan.FromMilliseconds(1),
            Lag = TimeSpan.FromHours(2),
            Confirmation = TimeSpan.FromHours(1),
        };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "a b" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "c", Fast = true, Authoritative = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "c", Authoritative = true });

        Assert.Equal(
            [
                "Arbitration:Policies:0:Sport: \"quidditch\" is not one of football, tennis, basketball, badminton, cricket, baseball, ice_hockey",
                "Arbitration:Policies:0:Feeds:0:Name: \"a b\" is not 1 to 64 of A–Z a–z 0–9 . _ -",
                "Arbitration:Policies:0:Feeds:1: \"c\" is both Fast and Authoritative: nobody could confirm it",
                "Arbitration:Policies:0:Feeds:2:Name: \"c\" stands there already",
                "Arbitration:Policies:0:Feeds: c and c are Authoritative, only one can have the last word",
                "Arbitration:Policies:0:Silence: 00:00:00.0010000, 00:00:01 to 01:00:00 may be",
                "Arbitration:Policies:0:Lag: 02:00:00, 00:00:01 to 01:00:00 may be, or 0",
                "Arbitration:Policies:0:Confirmation: 01:00:00, 00:00:01 to 00:10:00 may be",
            ],
            Check(new ArbitrationOptions { Policies = { policy } }).Failures!);
    }

    [Fact]
    public void A_policy_without_feeds_and_one_that_is_never_asked_are_refused()
    {
        var broad = new PolicyOptions { Feeds = { new PolicyFeedOptions { Name = "a" } } };
        var narrow = new PolicyOptions { Sport = "tennis" };

        Assert.Equal(
            [
                "Arbitration:Policies:1:Feeds: none, and a policy is about feeds",
                "Arbitration:Policies:1: never asked, since 0 covers all its matches; the narrow one goes first",
            ],
            Check(new ArbitrationOptions { Policies = { broad, narrow } }).Failures!);
    }

    private static ArbitrationOptions Bound(params (string Key, string Value)[] settings)
    {
        var options = new ArbitrationOptions();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(static one => one.Key, static one => (string?)one.Value))
            .Build();
        ArbitrationRegistration.Bind(configuration, options);
        return options;
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Check(ArbitrationOptions options) =>
        new ArbitrationOptionsValidator().Validate(null, options);
}
