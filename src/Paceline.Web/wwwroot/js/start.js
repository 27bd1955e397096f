// Starts the program in the page's language: the words of one language and the dates and numbers of its region are all that is loaded.
Blazor.start({ webAssembly: { applicationCulture: document.documentElement.lang } });
