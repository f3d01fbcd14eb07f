using Fanout.Integration.Tests.Processes;

namespace Fanout.Browser.Tests;

/// <summary>A browser offers permessage-deflate by itself.</summary>
public sealed class DeflateTests
{
    [Fact]
    public async Task A_browser_reads_a_deflated_snapshot_and_is_understood_when_it_deflates()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));

        using var browser = new Browser(new Uri(server.Address, "healthz"));
        browser.Run<object?>("""
            const socket = new WebSocket(`ws://${location.host}/v1/stream`, 'fanout.v1.json');
            socket.onopen = () => {
              window.extensions = socket.extensions;
              // long enough for a browser to deflate it
              const topics = ['match/m1', ...Array.from({ length: 50 }, (_, i) => `match/none-${i}`)].map(topic => ({ topic }));
              socket.send(JSON.stringify({ subscribe: { ref: 1, topics } }));
            };
            window.frames_ = [];
            socket.onmessage = event => window.frames_.push(JSON.parse(event.data));
            return null;
            """);

        await browser.UntilAsync("window.frames_.some(frame => frame.snapshot?.match.participants[0].name === 'Reds')");
        await browser.UntilAsync("window.frames_.filter(frame => frame.error?.code === 'NOT_FOUND').length === 50");
        Assert.StartsWith("permessage-deflate", browser.Run<string>("return window.extensions"), StringComparison.Ordinal);
    }
}
