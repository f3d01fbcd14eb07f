using System.Net;
using Fanout.Ingest.Alarms;
using Fanout.Ingest.Corrections;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Quarantine;
using Fanout.Ingest.Tests.Editors;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Log;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Http;

/// <summary>Whatever an editor asks of a partition whose holder does not answer, the answer says when to ask again.</summary>
public sealed class UnansweredTests : IAsyncLifetime
{
    private const string Why = """{"reason":"seen on television"}""";

    private EditorServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var elsewhere = new Lease(0, new Fence(1, new HolderId(7)), "http://127.0.0.1:1", long.MaxValue);
        _server = await EditorServer.StartAsync(
            new LyingLog(new InMemoryEventLog(1, TimeProvider.System), elsewhere),
            static services => services
                .AddIngest(static ingest => ingest.AnswerTimeout = TimeSpan.FromSeconds(1))
                .AddFeeds().AddQuarantine().AddFeedControl().AddAlarms().AddCorrections(),
            static app => app.MapQuarantine().MapFeedControl().MapAlarms().MapCorrections(),
            static answer => Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("v1/feeds")]
    [InlineData("v1/matches/m1/feeds")]
    [InlineData("v1/matches/m1/corrections")]
    [InlineData("v1/alarms")]
    [InlineData("v1/quarantine")]
    [InlineData("v1/quarantine/m1~0123456789abcdef")]
    public async Task A_question_is_503_with_the_time_to_ask_again(string path) =>
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _server.GetAsync(path, EditorRole.Viewer)).Status);

    [Theory]
    [InlineData("v1/matches/m1/feeds/a/pin")]
    [InlineData("v1/quarantine/m1~0123456789abcdef/force")]
    [InlineData("v1/quarantine/m1~0123456789abcdef/drop")]
    public async Task So_is_an_order(string path) =>
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _server.PostAsync(path, Why, EditorRole.Senior)).Status);

    [Fact]
    public async Task So_is_a_correction() => Assert.Equal(
        HttpStatusCode.ServiceUnavailable,
        (await _server.PostAsync("v1/matches/m1/corrections", """{"reason":"why","changes":[{"unlock":"score"}]}""", EditorRole.Editor)).Status);
}
