// The loop that a .NET team would write first: the framework's WebSockets, and SendAsync to one reader after the other.
//
//   Naive PORT TOPICS BYTES        clients connect to /ws and send "FIRST COUNT" once

using System.Globalization;
using Fanout.Perf.Driving;
using Fanout.Perf.Peers.Naive;

var (port, topicCount, size) = (Number(args[0]), Number(args[1]), Number(args[2]));
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
await using var app = builder.Build();
app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });

var topics = new SocketTopics(topicCount, size);
app.Map("/ws", async (HttpContext context) =>
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    await topics.ServeAsync(socket, context.RequestAborted);
});
await app.StartAsync();
new CommandLoop(topics).Run();

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
