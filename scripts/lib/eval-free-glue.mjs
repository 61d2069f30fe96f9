// The interpreter's glue (emscripten's embind, as tfjs-tflite ships it) makes its functions from text, which a strict
// Content-Security-Policy forbids. The build replaces the five places by closures that do the same.

const GLUE = /@tensorflow\/tfjs-tflite\/wasm\/tflite_web_api_cc_simd\.js$/;

/** From the first text up to, not including, the second: what stands there instead. */
const REPLACEMENTS = [
  {
    // Functions by a given name, for classes of errors and of the module.
    from: 'function createNamedFunction(',
    to: 'function extendError(',
    by: `function createNamedFunction(name, body) {
      return Object.defineProperty(
        function () { "use strict"; return body.apply(this, arguments); },
        "name", { value: makeLegalFunctionName(name), configurable: true }
      );
    }`,
  },
  {
    // Calls from JavaScript into the module: arguments to wire types, call, destructors, result back.
    from: 'var argsList="";var argsListWired=""',
    to: 'function heap32VectorToArray(',
    by: `return function () {
        "use strict";
        if (arguments.length !== argCount - 2) {
          throwBindingError("function " + humanName + " called with " + arguments.length +
            " arguments, expected " + (argCount - 2) + " args!");
        }
        var destructors = needsDestructorStack ? [] : null;
        var wired = isClassMethodFunc ? [argTypes[1].toWireType(destructors, this)] : [];
        for (var i = 2; i < argCount; ++i) {
          wired.push(argTypes[i].toWireType(destructors, arguments[i - 2]));
        }
        var rv = cppInvokerFunc.apply(null, [cppTargetFunc].concat(wired));
        if (needsDestructorStack) {
          runDestructors(destructors);
        } else {
          var first = isClassMethodFunc ? 1 : 2;
          for (var i = first; i < argCount; ++i) {
            if (argTypes[i].destructorFunction !== null) {
              argTypes[i].destructorFunction(wired[i - first]);
            }
          }
        }
        if (returns) return argTypes[0].fromWireType(rv);
      };
    }`,
  },
  {
    // Calls from the module of methods of JavaScript values.
    from: 'var params=["retType"];var args=[retType];',
    to: 'returnId=emval_addMethodCaller(',
    by: `var invokerFunction = function (handle, name, destructors, args) {
        var values = [];
        for (var i = 1; i < argCount; ++i) {
          values.push(types[i].readValueFromPointer(args));
          args += types[i].argPackAdvance;
        }
        var rv = handle[name].apply(handle, values);
        for (var i = 1; i < argCount; ++i) {
          if (types[i].deleteObject) types[i].deleteObject(values[i - 1]);
        }
        if (!retType.isVoid) return retType.toWireType(destructors, rv);
      };`,
  },
  {
    // `new` of JavaScript classes, asked for by the module.
    from: 'function craftEmvalAllocator(',
    to: 'var emval_newers=',
    by: `function craftEmvalAllocator(argCount) {
      return function (constructor, argTypes, args) {
        var values = [];
        for (var i = 0; i < argCount; ++i) {
          var argType = requireRegisteredType(HEAPU32[argTypes >> 2], "parameter " + i);
          values.push(argType.readValueFromPointer(args));
          args += argType.argPackAdvance;
          argTypes += 4;
        }
        return Emval.toHandle(Reflect.construct(constructor, values));
      };
    }`,
  },
  {
    from: 'function emval_get_global(',
    to: 'function __emval_get_global(',
    by: 'function emval_get_global() { return globalThis; }',
  },
];

/** Ways to make code from text. */
const EVAL = /\beval\(|new Function\b|new_\(Function\b|return Function\b|setTimeout\(["'`]/;

/** Vite's side: for the page's bundle and for those of the workers. */
export function evalFreeGluePlugin() {
  return {
    name: 'reef-eval-free-glue',
    enforce: 'pre',
    transform(code, id) {
      return GLUE.test(id.split('?')[0]) ? { code: withoutEval(code), map: null } : undefined;
    },
  };
}

/** The glue without code made from text. Throws where it is not the glue that the replacements were written for. */
export function withoutEval(glue) {
  let code = glue;
  for (const { from, to, by } of REPLACEMENTS) {
    const start = code.indexOf(from);
    const end = code.indexOf(to, start);
    if (start < 0 || end < 0 || code.indexOf(from, end) >= 0) {
      throw new Error(`The interpreter's glue has changed: "${from}" is not where it was.`);
    }
    code = `${code.slice(0, start)}${by}${code.slice(end)}`;
  }
  if (EVAL.test(code))
    throw new Error("The interpreter's glue makes code from text elsewhere too.");
  return code;
}
