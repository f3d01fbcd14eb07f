using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Http;

/// <summary>A server describes itself to tools.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task The_stream_and_the_HTTP_API_are_described()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        var stream = await ReadAsync(http, "asyncapi.json");
        Assert.Equal("3.0.0", stream.GetProperty("asyncapi").GetString());
        var here = stream.GetProperty("servers").GetProperty("here");
        Assert.Equal((server.Address.Authority, "ws"), (here.GetProperty("host").GetString(), here.GetProperty("protocol").GetString()));

        var api = await ReadAsync(http, "openapi/v1.json");
        Assert.StartsWith("3.1", api.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var limit = api.GetProperty("paths").GetProperty("/v1/matches").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Single(static parameter => parameter.GetProperty("name").GetString() == "limit").GetProperty("schema");
        Assert.Equal(("integer", 500), (limit.GetProperty("type").GetString(), limit.GetProperty("maximum").GetInt32()));
        Assert.True(api.GetProperty("paths").GetProperty("/v1/feeds").TryGetProperty("get", out _));
        Assert.True(api.GetProperty("paths").GetProperty("/v1/alarms").TryGetProperty("get", out _));
        var pin = api.GetProperty("paths").GetProperty("/v1/matches/{id}/feeds/{feed}/pin").GetProperty("post");
        Assert.True(pin.GetProperty("responses").TryGetProperty("409", out _));
        Assert.True(pin.TryGetProperty("requestBody", out _));
        var replay = api.GetProperty("paths").GetProperty("/v1/feeds/{feed}/replay");
        Assert.Equal("showReplay", replay.GetProperty("get").GetProperty("operationId").GetString());
        Assert.Subset(
            replay.GetProperty("post").GetProperty("responses").EnumerateObject().Select(static one => one.Name).ToHashSet(),
            new HashSet<string> { "200", "400", "401", "403", "404", "422", "503" });
        var confirm = api.GetProperty("paths").GetProperty("/v1/mappings/confirm").GetProperty("post");
        Assert.Equal("confirmMapping", confirm.GetProperty("operationId").GetString());
        Assert.Subset(
            confirm.GetProperty("responses").EnumerateObject().Select(static one => one.Name).ToHashSet(),
            new HashSet<string> { "200", "400", "401", "403", "404", "409", "503" });
    }

    private static async Task<JsonElement> ReadAsync(HttpClient http, string path)
    {
        var text = await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement;
    }
}
