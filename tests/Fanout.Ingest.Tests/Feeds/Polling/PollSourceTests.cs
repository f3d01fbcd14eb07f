using Fanout.Ingest.Adapters;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Feeds.Polling;
using Fanout.Log.Tests;
using Fanout.Services.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Feeds.Polling;

/// <summary>When a provider is asked, and when again.</summary>
public sealed class PollSourceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddPolling().BuildServiceProvider();
    private readonly TestMeters _meters = new();
    private TestProvider _provider = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _provider = await TestProvider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _services.DisposeAsync();
        _meters.Dispose();
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sun, 22 Nov 2026 18:05:00 GMT", 300)]
    [InlineData("7200", 7_200)]
    [InlineData("86400", 86_400)]
    [InlineData("172800", 86_400)] // within reason
    [InlineData("1", 10)] // never more often than it is polled
    [InlineData("soon", 10)]
    public async Task A_provider_that_says_when_to_come_again_is_not_asked_before(string retryAfter, int seconds)
    {
        _provider.Instead(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, retryAfter);
            return Task.FromResult(true);
        });
        var away = await Assert.ThrowsAsync<FeedAwayException>(async () => await Source().ReadAsync(1, Cancel));
        Assert.Equal(TimeSpan.FromSeconds(seconds), away.WaitMin);
        Assert.Equal(seconds > 10, away.IsAsked);
        Assert.DoesNotContain("secret", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7200", " answered 503 and wants to be asked again in 02:00:00")]
    [InlineData("172800", " answered 503 and wants to be asked again in 2.00:00:00, 1.00:00:00 at most are waited")]
    [InlineData("1", " answered 503")]
    public async Task How_long_a_provider_is_waited_for_is_said(string retryAfter, string reason)
    {
        _provider.Instead(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (503, retryAfter);
            return Task.FromResult(true);
        });
        var away = await Assert.ThrowsAsync<FeedAwayException>(async () => await Source().ReadAsync(1, Cancel));
        Assert.Equal(_provider.Url + reason, away.Message);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_what_its_encoding_says_is_the_providers_fault(string encoding)
    {
        _provider.Instead(async http =>
        {
            http.Response.Headers.ContentEncoding = encoding;
            await http.Response.Body.WriteAsync("this was never compressed"u8.ToArray(), Cancel);
            return true;
        });
        var away = await Assert.ThrowsAsync<FeedAwayException>(async () => await Source().ReadAsync(1, Cancel));
        Assert.StartsWith($"{_provider.Url} sent a body that cannot be decompressed: ", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_question_comes_an_interval_after_the_last_and_only_after_it_was_acknowledged()
    {
        _provider.Show("one");
        await using var source = Source();
        var first = await source.ReadAsync(1, Cancel);
        await source.AcknowledgeAsync(first, Cancel);
        _provider.Show("two");
        var reading = source.ReadAsync(1, Cancel).AsTask();
        _time.Advance(TimeSpan.FromSeconds(8.9)); // a tenth less at the earliest
        Assert.Single(_provider.Requests);
        _time.Advance(TimeSpan.FromSeconds(2.2)); // a tenth more at the latest
        var second = Assert.Single(await reading);
        Assert.Equal("two"u8, second.Content.Span);
        Assert.Equal("\"r1\"", _provider.Requests.Last().IfNoneMatch);
        Assert.Equal(_provider.Url, second.Place);
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_asked_for_again()
    {
        _provider.Show("one");
        await using (var source = Source()) await source.ReadAsync(1, Cancel);
        await using var next = Source();
        var again = Assert.Single(await next.ReadAsync(1, Cancel));
        Assert.Equal("one"u8, again.Content.Span);
        await using var resumed = Source(resume: "\"r1\"\n");
        var reading = resumed.ReadAsync(1, Cancel).AsTask();
        await Matches.IngestHost.EventuallyAsync(() => Task.FromResult(_provider.NotModifiedCount == 1));
        Assert.False(reading.IsCompleted);
        _provider.Show("two");
        _time.Advance(TimeSpan.FromSeconds(12)); // more than an interval, less than the patience with an answer
        var changed = Assert.Single(await reading);
        Assert.Equal("two"u8, changed.Content.Span);
    }

    [Fact]
    public void Attempts_are_twice_as_far_apart_each_time_until_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        foreach (var whole in (double[])[1, 2, 4, 5, 5])
            Assert.InRange(backoff.Next().TotalSeconds, whole / 2, whole);
        Assert.Equal(5, backoff.Failures);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }

    private PollSource Source(string resume = "")
    {
        var options = new FeedOptions { Transport = "poll" };
        options.Poll.Url = _provider.Url + "?key=secret";
        var counts = new FeedMetrics(_meters, _time).Of("f1");
        var context = new FeedContext("f1", options, null!, FeedFormats.Shipped, counts, _time, NullLogger.Instance);
        return new PollSource(context, _services.GetRequiredService<IHttpClientFactory>(), resume);
    }
}
