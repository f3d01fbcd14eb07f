using Fanout.Ingest.Alarms;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Corrections;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Push;
using Fanout.Ingest.Quarantine;
using Fanout.Ingest.Simulating;
using Fanout.Log;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Archiving;
using Fanout.Server.AsyncApi;
using Fanout.Server.Boards;
using Fanout.Server.Composition;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Http;
using Fanout.Server.Observing;
using Fanout.Server.OpenApi;
using Fanout.Server.RequestLimits;
using Fanout.Server.Sessions;
using Fanout.Server.Sse;
using Fanout.Server.Topics;
using Fanout.Server.Transport;

WorkerThreads.Keep();
var (arguments, exitCode) = ServerArguments.Read(args);
if (arguments is null)
    return exitCode;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddInMemoryCollection(arguments);
var settings = builder.Configuration.GetSection(ServerOptions.Section);
if (ServerSettings.Read(builder.Configuration, out var options, out var dev) is { } problem)
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
        log.Redis = options.Redis ?? "";
        log.Postgres = options.Postgres ?? "";
    })
    .AddApiDescription()
    .AddRequestLimits()
    .AddMetricsEndpoint(settings);

if (options.Archives)
    builder.Services.AddArchiving();

if (options.TakesEvents)
{
    builder.Services
        .AddIngest(ingest => settings.GetSection("Ingest").Bind(ingest))
        .AddIdentity(identity => settings.GetSection("Identity").Bind(identity))
        .AddArbitration(arbitration => ArbitrationRegistration.Bind(settings, arbitration))
        .AddPush(push =>
        {
            PushRegistration.Bind(settings, push);
            if (options.Dev)
                push.AnyFeedKey = dev.FeedKey;
        })
        .AddFeeds(feeds => FeedSettings.Bind(settings, feeds))
        .AddEditors(editors =>
        {
            settings.GetSection("Editors").Bind(editors.Named);
            if (options.Dev)
                editors.Named[DevOptions.EditorName] = new EditorOptions { Token = dev.EditorToken, Role = DevOptions.EditorRole, Mfa = true };
        })
        .AddQuarantine()
        .AddFeedControl()
        .AddCorrections()
        .AddAlarms();
    if (options.IsShared)
    {
        builder.Services.AddForwarding(forwarding =>
        {
            settings.GetSection("Internal").Bind(forwarding);
            if (forwarding.Url.Length == 0)
                forwarding.Url = options.UrlList[0];
            if (options.Dev && forwarding.Key.Length == 0)
                forwarding.Key = ServerOptions.DevInternalKey;
        });
    }
    if (options.Simulate)
        builder.Services.AddSimulation(simulation => settings.GetSection("Simulation").Bind(simulation));
}

if (options.ServesReaders)
{
    _ = options.Dev
        ? builder.Services.AddOpenAccess()
        : builder.Services.AddTokenAccess(access => AccessRegistration.Bind(settings, access));
    builder.Services
        .AddTopics()
        .AddBoards()
        .AddSessions()
        .AddDelivery()
        .AddFollowing()
        .AddReadCors()
        .AddStream(options.UrlList);
}

return await Running.ToEndAsync(settings, async () =>
{
    await using var app = builder.Build();
    app.UseFailures();
    app.UseTrustedProxies();
    if (options.ServesReaders)
        app.UseReadCors(); // before whatever refuses: a page is to see that it was, and when to come again
    app.UseRequestLimits();
    app.UseMetrics();
    app.MapOpenApi();
    app.MapHealth();

    if (options.TakesEvents)
    {
        app.Counting(RequestKind.Push).MapPush(RequestLimitsRegistration.CountSigned);
        var editing = app.Counting(RequestKind.Edit);
        editing.MapQuarantine();
        editing.MapFeedControl();
        editing.MapCorrections();
        editing.MapAlarms();
        editing.MapMappings();
        app.MapForwarding();
    }
    else
    {
        app.MapPushElsewhere();
        app.MapQuarantineElsewhere();
        app.MapFeedControlElsewhere();
        app.MapCorrectionsElsewhere();
        app.MapAlarmsElsewhere();
        app.MapMappingsElsewhere();
    }

    if (options.ServesReaders)
    {
        app.UsePages();
        app.MapAsyncApi();
        app.MapStream();
        var readable = app.Counting(RequestKind.Read).AddEndpointFilter<ReadAccess>().AddEndpointFilter<ReadGate>();
        readable.MapReading();
        readable.MapLog();
        readable.MapEvents();
        readable.MapTickets();
        app.DrainOnStop();
    }

    app.PrintOnceStarted(options, dev);
    await app.RunOverLogAsync();
});
