using Fanout.Integration.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fanout.Browser.Tests;

/// <summary>The widgets on a page of somebody else, which comes from another origin.</summary>
public sealed class EmbeddingTests
{
    [Fact]
    public async Task A_page_from_elsewhere_shows_a_match_with_the_three_lines_of_the_manual()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));
        await using var page = Serving($"""
            <!doctype html>
            <script type="module" src="{server.Address}widgets.js"></script>
            <fanout-score match="m1"></fanout-score>
            <fanout-board name="competition/c1" match-href="match.html?id={"{id}"}"></fanout-board>
            """);
        await page.StartAsync(TestContext.Current.CancellationToken);

        using var browser = new Browser(new Uri(page.Urls.Single()));
        await browser.UntilAsync("document.querySelector('fanout-score').shadowRoot?.textContent.includes('Reds')");
        await browser.UntilAsync("document.querySelector('fanout-board').shadowRoot?.textContent.includes('Reds')");
    }

    private static WebApplication Serving(string html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => TypedResults.Text(html, "text/html"));
        return app;
    }
}
