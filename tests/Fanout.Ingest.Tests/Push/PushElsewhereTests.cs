using Fanout.Ingest.Push;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Push;

public sealed class PushElsewhereTests
{
    [Fact]
    public async Task A_process_that_takes_no_events_says_who_does()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        await using var app = builder.Build();
        app.MapPushElsewhere();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var body = new StringContent("{}");

        using var response = await http.PostAsync(
            new Uri("/v1/feeds/f1/events", UriKind.Relative), body, TestContext.Current.CancellationToken);

        var (status, detail) = await PushServer.ProblemAsync(response);
        Assert.Equal(421, status);
        Assert.Contains("role ingest", detail, StringComparison.Ordinal);
    }
}
