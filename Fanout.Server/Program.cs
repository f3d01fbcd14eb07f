using Fanout.Ingest.Matches;
using Fanout.Ingest.Push;
using Fanout.Ingest.Simulating;
using Fanout.Log;
using Fanout.Server.AsyncApi;
using Fanout.Server.Boards;
using Fanout.Server.Composition;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Http;
using Fanout.Server.Observing;
using Fanout.Server.OpenApi;
using Fanout.Server.Sessions;
using Fanout.Server.Sse;
using Fanout.Server.Topics;
using Fanout.Server.Transport;

var (arguments, exitCode) = ServerArguments.Read(args);
if (arguments is null)
    return exitCode;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddInMemoryCollection(arguments);
var settings = builder.Configuration.GetSection(ServerOptions.Section);
var options = settings.Get<ServerOptions>() ?? new ServerOptions();
var dev = settings.GetSection("Dev").Get<DevOptions>() ?? new DevOptions();
if (options.Problem(settings, builder.Configuration.GetSection("Kestrel")) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return ServerArguments.ExitUsage;
}

builder.ConfigureHost(options);
builder.Services
    .AddEventLog(log =>
    {
        settings.GetSection("Log").Bind(log);
        log.DataFolder = options.Data;
    })
    .AddIngest(ingest => settings.GetSection("Ingest").Bind(ingest))
    .AddPush(push =>
    {
        settings.GetSection("Push").Bind(push);
        if (options.Dev)
            push.AnyFeedKey = dev.FeedKey;
    })
    .AddTopics()
    .AddBoards()
    .AddSessions(options.Access(settings))
    .AddDelivery()
    .AddFollowing()
    .AddStream(options.UrlList)
    .AddApiDescription()
    .AddMetricsEndpoint(settings);

if (options.Simulate)
    builder.Services.AddSimulation(simulation => settings.GetSection("Simulation").Bind(simulation));

await using var app = builder.Build();
app.UseFailures();
app.UseMetrics();
app.UsePages();
app.MapOpenApi();
app.MapAsyncApi();
app.MapHealth();
app.MapPush();
app.MapStream();
var readable = app.MapGroup("").AddEndpointFilter<ReadAccess>().AddEndpointFilter<ReadGate>();
readable.MapReading();
readable.MapLog();
readable.MapEvents();
app.PrintOnceStarted(options, dev);
app.DrainOnStop();
return await app.RunToEndAsync();
