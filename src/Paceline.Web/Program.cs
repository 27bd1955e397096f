using System.Globalization;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Paceline.Ui;
using Paceline.Web;
using Paceline.Web.Connection;
using Paceline.Web.Console;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;

// The server's page has the place of the root component; behind it stand the owners of the screens.
var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<Routes>("#program");
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<SecondHand>();
#pragma warning disable CA1416 // This program runs in the browser alone.
builder.Services.AddSingleton<Scripts>();
builder.Services.AddSingleton<IFetch>(static of => new BrowserFetch(of.GetRequiredService<Scripts>()));
builder.Services.AddSingleton<ApiClient>();
builder.Services.AddSingleton<ILiveLine>(static of =>
    new HubLine(of.GetRequiredService<Scripts>(), of.GetRequiredService<ApiClient>(), of.GetRequiredService<TimeProvider>()));
builder.Services.AddSingleton(static of => new BrowserModule(of.GetRequiredService<Scripts>()));
#pragma warning restore CA1416
builder.Services.AddSingleton<AgentLeg>();
builder.Services.AddSingleton<Desk>();
builder.Services.AddSingleton<Board>();
foreach (var restored in builder.Services.Where(static s => s.ServiceType.Name == "IPersistentServiceRegistration").ToList())
{
    builder.Services.Remove(restored); // The server renders nothing that these would restore (ADR 21).
}

CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture =
    Languages.CultureOf(Environment.GetEnvironmentVariable("PACELINE_REGION"));
await builder.Build().RunAsync();
