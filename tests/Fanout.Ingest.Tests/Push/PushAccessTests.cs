using System.Net;
using System.Text;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Push;

/// <summary>Who may push what, and how much: every refusal is a problem document, and takes nothing.</summary>
public sealed class PushAccessTests
{
    private const string Heartbeat = """{"id":"h","match":"m1","at":"2026-11-22T18:00:00Z","heartbeat":{}}""";

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_a_known_key_the_answer_is_401(string? key)
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat, key: key);

        Assert.Equal(401, (await PushServer.ProblemAsync(response)).Status);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task With_the_key_of_another_feed_it_is_403()
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat, key: PushServer.OtherKey);

        Assert.Equal((403, "this key is not one of feed f1"), await PushServer.ProblemAsync(response));
    }

    [Fact]
    public async Task For_a_feed_that_is_not_there_it_is_404()
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat, feed: "f3");

        Assert.Equal((404, "there is no feed f3"), await PushServer.ProblemAsync(response));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("")]
    public async Task Another_content_type_is_415(string type)
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat, type);

        Assert.Equal(415, (await PushServer.ProblemAsync(response)).Status);
    }

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        await using var server = await PushServer.StartAsync();
        using var body = new StringContent(Heartbeat, Encoding.UTF8);
        body.Headers.ContentEncoding.Add("gzip");

        using var response = await server.PostAsync(body, "application/json");

        Assert.Equal(
            (415, "Content-Encoding gzip is not read here, only identity: send the body as it is"),
            await PushServer.ProblemAsync(response));
        Assert.Equal(["identity"], response.Headers.GetValues("Accept-Encoding"));
    }

    [Theory]
    [InlineData("application/x-ndjson; charset=\"utf-8\"")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/X-NDJSON; charset=\"UTF-8\"; profile=x")]
    public async Task A_charset_may_be_quoted(string type)
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat, type);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_a_mebibyte_is_413_whether_or_not_the_length_is_announced(bool chunked)
    {
        await using var server = await PushServer.StartAsync();
        var bytes = Encoding.UTF8.GetBytes(Heartbeat + "\n" + new string(' ', 1 << 20));
        using HttpContent body = chunked ? new StreamContent(new UnseekableStream(bytes)) : new ByteArrayContent(bytes);

        using var response = await server.PostAsync(body, "application/x-ndjson");

        Assert.Equal(413, (await PushServer.ProblemAsync(response)).Status);
        Assert.Empty(await IngestHost.EntriesAsync(server.Log, "m1"));
    }

    [Fact]
    public async Task A_body_of_exactly_a_mebibyte_is_taken()
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(Heartbeat + new string(' ', (1 << 20) - Heartbeat.Length));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(10_000, 200)]
    [InlineData(10_001, 413)]
    public async Task More_than_ten_thousand_lines_are_413(int count, int status)
    {
        await using var server = await PushServer.StartAsync();

        using var response = await server.PostAsync(string.Concat(Enumerable.Repeat(Heartbeat + "\n", count)));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, (await IngestHost.EntriesAsync(server.Log, "m1")).Count);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_503_with_the_time_to_come_back()
    {
        var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var holder = await IngestHost.StartAsync(log);
        await holder.SendAsync("f1", """{"id":"x","match":"m1","at":"2026-11-22T18:00:00Z","heartbeat":{}}""");
        await using var server = await PushServer.StartAsync(static options => options.AnswerTimeout = TimeSpan.FromSeconds(1), log);

        using var response = await server.PostAsync(Heartbeat);

        Assert.Equal(503, (await PushServer.ProblemAsync(response)).Status);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    /// <summary>A body whose length nobody knows before its end.</summary>
    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
