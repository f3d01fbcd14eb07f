using Fanout.Ingest.Push;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Push;

public sealed class FeedKeysTests
{
    [Fact]
    public void The_development_key_is_good_for_every_feed_name()
    {
        var keys = new FeedKeys(Options.Create(new PushOptions { AnyFeedKey = "dev" }));

        Assert.Equal(KeyVerdict.Allowed, keys.Judge("Bearer dev", "anything"));
        Assert.Equal(KeyVerdict.Allowed, keys.Judge("bearer  dev ", "anything"));
        Assert.Equal(KeyVerdict.Unknown, keys.Judge("Basic dev", "anything"));
        Assert.Equal(KeyVerdict.Unknown, keys.Judge("Bearer ", "anything"));
    }

    [Fact]
    public void Without_any_key_nobody_may_push() =>
        Assert.Equal(KeyVerdict.Unknown, new FeedKeys(Options.Create(new PushOptions())).Judge("Bearer ", "f1"));

    [Fact]
    public void A_feed_whose_keys_only_sign_is_a_feed()
    {
        var options = new PushOptions { Keys = { ["f1"] = ["a-key-of-feed-one"] }, SigningKeys = { ["f2"] = new() } };

        Assert.Equal(KeyVerdict.OtherFeed, new FeedKeys(Options.Create(options)).Judge("Bearer a-key-of-feed-one", "f2"));
        Assert.Equal(KeyVerdict.NoSuchFeed, new FeedKeys(Options.Create(options)).Judge("Bearer a-key-of-feed-one", "f3"));
    }

    [Theory]
    [InlineData("f1", "short", "a key of 5 characters, 16 to 256 may be")]
    [InlineData("f/1", "long enough to be one", "feed \"f/1\" is not 1 to 64")]
    public void Keys_are_checked_at_start(string feed, string key, string fault)
    {
        var options = new PushOptions { Keys = { [feed] = [key] } };

        var result = new PushOptionsValidator().Validate(null, options);

        Assert.Contains(fault, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(key, result.FailureMessage, StringComparison.Ordinal);
    }
}
