using Fanout.Server.Composition;
using Microsoft.Extensions.Configuration;

namespace Fanout.Server.Tests.Composition;

/// <summary>What a process may be depends on whether it shares its log.</summary>
public sealed class ServerOptionsTests
{
    private const string Beyond = "http://10.0.0.7:8080";

    [Theory]
    [InlineData("ingest")]
    [InlineData("delivery")]
    [InlineData("ingest,delivery")]
    [InlineData("ingest, delivery, archive")]
    public void Over_a_shared_log_a_process_may_have_either_role_or_both(string roles) =>
        Assert.Null(ProblemOf(new ServerOptions { Redis = "10.0.0.1:6379", Roles = roles }));

    [Theory]
    [InlineData("ingest")]
    [InlineData("delivery")]
    public void The_embedded_log_needs_both_in_one_process(string roles) =>
        Assert.Contains("needs both ingest and delivery", ProblemOf(new ServerOptions { Roles = roles }), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("archive")]
    public void A_process_that_would_do_nothing_is_refused(string roles) =>
        Assert.Contains("needs ingest or delivery", ProblemOf(new ServerOptions { Redis = "10.0.0.1:6379", Roles = roles }), StringComparison.Ordinal);

    [Fact]
    public void A_process_that_takes_no_events_cannot_simulate_them() =>
        Assert.Contains(
            "--simulate",
            ProblemOf(new ServerOptions { Redis = "10.0.0.1:6379", Roles = "delivery", Simulate = true }),
            StringComparison.Ordinal);

    [Fact]
    public void Beyond_loopback_a_shared_log_without_an_internal_key_is_refused_where_events_are_taken()
    {
        var options = new ServerOptions { Redis = "10.0.0.1:6379", Urls = Beyond };
        (string, string) feed = ("Push:Keys:f1:0", "a-key-of-feed-one");

        Assert.Contains("Fanout:Internal:Key", ProblemOf(options, feed), StringComparison.Ordinal);
        Assert.Null(ProblemOf(options, feed, ("Internal:Key", "the-internal-key-of-all")));
        Assert.Null(ProblemOf(new ServerOptions { Urls = Beyond }, feed));
        Assert.Null(ProblemOf(new ServerOptions { Urls = Beyond }, ("Push:SigningKeys:f1:k1:Secret", "a-key-that-signs-for-feed-one-alone")));
        Assert.Null(ProblemOf(new ServerOptions { Redis = "10.0.0.1:6379", Urls = Beyond, Roles = "delivery" }));
    }

    private static string? ProblemOf(ServerOptions options, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create(one.Key, (string?)one.Value)))
            .Build();
        return options.Problem(configuration, new ConfigurationBuilder().Build());
    }
}
