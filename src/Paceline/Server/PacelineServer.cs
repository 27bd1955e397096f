using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Configuration;
using Orleans.Serialization;
using Paceline.Endpoints;
using Paceline.Contracts;
using Paceline.Dialing.Campaigns;
using Paceline.Grains;
using Paceline.Processes;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>The server: store, grains, voice link, API, push and pages, put together.</summary>
internal static class PacelineServer
{
    /// <summary>The largest body of a command that carries an idempotency key.</summary>
    private const int CommandLengthMax = 256 * 1024;

    /// <summary>Builds a server that is not started.</summary>
    public static WebApplication Build(ServerSettings settings, SqliteStore store, VoiceLaunch voice, TimeProvider time)
    {
        // Named, because the program may be started under another name (tests do), and static files are found by it.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PacelineServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1L << 30; // A calling list of ten million rows; it is streamed.
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            if (settings.Port != 0 && Socket.OSSupportsIPv6)
            {
                kestrel.Listen(IPAddress.IPv6Loopback, settings.Port);
            }
        });
        AddLogging(builder.Logging);
        AddOrleans(builder);

        var services = builder.Services;
        services.AddSingleton(time);
        services.AddSingleton(store);
        services.AddSingleton(store.Ledger);
        services.AddSingleton(store.Queue);
        services.AddSingleton(voice);
        services.AddSingleton(voice.Address);
        services.AddSingleton(new AllowedHosts(settings.AllowedHosts));
        services.AddSingleton(new CampaignDefaults(CampaignRules.Default with { Trunk = VoiceLaunch.TrunkName, ReallyCall = settings.ReallyCall }));
        services.AddSingleton<IRoster, Roster>();
        services.AddSingleton<IRecordCards, RecordCards>();
        services.AddSingleton<Desks>();
        services.AddSingleton<Screens>();
        services.AddSingleton<IScreens>(static p => p.GetRequiredService<Screens>());
        services.AddSingleton<VoiceLink>();
        services.AddSingleton<IVoiceNodes>(static p => p.GetRequiredService<VoiceLink>());
        services.AddHostedService(p => new VoiceNodeProcess(voice, settings.Data, time, p.GetRequiredService<ILogger<VoiceNodeProcess>>()));
        services.AddHostedService(static p => p.GetRequiredService<VoiceLink>());
        services.AddHostedService(static p => p.GetRequiredService<Screens>());

        services.ConfigureHttpJsonOptions(static o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        services.AddSignalR(static o => o.MaximumReceiveMessageSize = 32 * 1024)
            .AddJsonProtocol(static o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        services.AddDataProtection().SetApplicationName("paceline").PersistKeysToFileSystem(new(Path.Combine(settings.Data, "keys")));
        services.AddRazorComponents().AddInteractiveWebAssemblyComponents();
        AddSignIn(services);
        return Configure(builder.Build());
    }

    /// <summary>Where browsers find a started server.</summary>
    public static Uri AddressOf(WebApplication server) =>
        new(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .First(static a => a.Contains("127.0.0.1", StringComparison.Ordinal)));

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(static o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss.fff ";
            o.UseUtcTimestamp = true;
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Critical);
        logging.AddFilter("System.Net.Http", LogLevel.Critical);

        // At start it reports a stall as long as the host has been up; harmless.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddOrleans(WebApplicationBuilder builder) => builder.UseOrleans(static silo =>
    {
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
        silo.Configure<SiloMessagingOptions>(static o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
        silo.Services.AddSerializer(static s => s.AddJsonSerializer(
            static type => type.Namespace?.StartsWith("Paceline.", StringComparison.Ordinal) is true, FactJson.Options));
    });

    private static void AddSignIn(IServiceCollection services)
    {
        const string Either = "either";
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, static o => o.ForwardDefaultSelector = static context =>
                KeyAuthentication.IsMeantBy(context.Request) ? KeyAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddCookie(static o =>
            {
                o.Cookie.Name = "paceline"; // Host-only: two people can work side by side as localhost and 127.0.0.1.
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Strict;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // Loopback is plain HTTP.
                o.ExpireTimeSpan = TimeSpan.FromHours(12);
                o.Events.OnRedirectToLogin = static c => Problems.WriteAsync(c.HttpContext, 401, "signed-out", "You are not signed in.",
                    "Open a sign-in link, or send a key. A new link: paceline link NAME.");
                o.Events.OnRedirectToAccessDenied = static c => Problems.WriteAsync(c.HttpContext, 403, "not-allowed", "You may not do this.",
                    "Your role does not include it.");
            });
        services.AddAuthorizationBuilder()
            .AddPolicy(Caller.Agent, static p => p.RequireRole(Caller.Agent))
            .AddPolicy(Caller.Supervisor, static p => p.RequireRole(Caller.Supervisor));
    }

    private static WebApplication Configure(WebApplication server)
    {
        server.UseMiddleware<Gate>();
        server.Use(static (context, next) =>
        {
            // Idempotent commands are hashed after they were bound, so their body is kept; an import is not, it is streamed.
            if (context.Request.Headers.ContainsKey(Contracts.Api.IdempotencyKey) && context.Request.ContentLength is null or <= CommandLengthMax)
            {
                context.Request.EnableBuffering(CommandLengthMax, CommandLengthMax);
            }

            return next(context);
        });
        server.UseAuthentication();
        server.UseAuthorization();
        server.UseAntiforgery();
        server.MapStaticAssets();
        server.MapGet("/sign-in", static (IWebHostEnvironment environment) =>
            Results.Stream(environment.WebRootFileProvider.GetFileInfo("sign-in.html").CreateReadStream(), "text/html"));
        server.MapSignIn();
        server.MapAgent();
        server.MapSupervisor();
        server.MapHub<DeskHub>(Contracts.Hub.Path);
        server.MapRazorComponents<App>()
            .AddInteractiveWebAssemblyRenderMode()
            .AddAdditionalAssemblies(typeof(Paceline.Web.Routes).Assembly);
        return server;
    }

    /// <summary>A silo's port cannot be left to the kernel, so one is taken that was free a moment ago; loopback only.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
